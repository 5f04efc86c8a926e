import type { Metadata } from 'next'
import { DeleteToken } from '@/components/tokens/delete-token'
import { RollToken } from '@/components/tokens/roll-token'
import { Reservations, TokenDetails, TokenHeader, TokenPermissions } from '@/components/tokens/token-details'
import { VerifyToken } from '@/components/tokens/verify-token'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { tokenDetails, tokenName } from '@/lib/tokens/queries'

type Props = PageProps<'/accounts/[accountId]/tokens/[tokenId]'>

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { accountId, tokenId } = await params
  const title = await tokenName(accountId, tokenId).catch(() => null)
  return { title: title ?? 'API token' }
}

export default async function TokenPage({ params }: Props) {
  const { accountId, tokenId } = await params
  const staff = await requirePermission('tokens.read')
  // Awaited before anything is sent, so that an unknown id is answered with the status 404.
  const read = await reading(() => tokenDetails(accountId, tokenId))
  if (!read.ok) return <ErrorState title="The API token could not be read" heading="h2" {...read.error} />
  const token = read.data
  const mayChange = may(staff.role, 'tokens.change')
  const ids = { accountId: token.accountId, tokenId: token.id }
  const name = token.name ?? token.id
  return (
    <>
      <TokenHeader token={token} mayChange={mayChange} />
      <Reservations token={token} mayChange={mayChange} mayDelete={may(staff.role, 'tokens.delete')} />
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="space-y-6">
          <TokenDetails token={token} />
          <TokenPermissions token={token} />
        </div>
        <div className="space-y-6">
          <Card title="Verify" description="Check whether a value belongs to this token and works.">
            <VerifyToken {...ids} />
          </Card>
          {mayChange && (
            <Card
              title="Roll"
              description="Get a new value for this token, for example if the old one was lost or leaked."
            >
              <RollToken {...ids} name={name} />
            </Card>
          )}
          {may(staff.role, 'tokens.delete') && <DeleteToken {...ids} name={name} />}
        </div>
      </div>
    </>
  )
}
