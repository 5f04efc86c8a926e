import type { Metadata } from 'next'
import { Reservations } from '@/components/tokens/token-details'
import { TokenForm } from '@/components/tokens/token-form'
import { ErrorState } from '@/components/ui/error-state'
import { TextLink } from '@/components/ui/text-link'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { tokenEdit } from '@/lib/tokens/queries'

export const metadata: Metadata = { title: 'Edit token' }

export default async function EditTokenPage({
  params,
}: PageProps<'/accounts/[accountId]/tokens/[tokenId]/edit'>) {
  const { accountId, tokenId } = await params
  const { role } = await requirePermission('tokens.change')
  const mayDelete = may(role, 'tokens.delete')
  // Awaited before anything is sent, so that an unknown id is answered with the status 404.
  const read = await reading(() => tokenEdit(accountId, tokenId))
  if (!read.ok) return <ErrorState title="The API token could not be read" heading="h2" {...read.error} />
  const { offer, ...edit } = read.data
  const name = edit.values.name || edit.tokenId
  return (
    <>
      <header className="mb-5">
        <TextLink href={`/accounts/${offer.accountId}/tokens/${edit.tokenId}`} className="text-sm">
          {name}
        </TextLink>
        <h2 className="mt-1 text-xl font-semibold">Edit token</h2>
      </header>
      <Reservations token={edit} mayChange mayDelete={mayDelete} />
      {edit.changeable && <TokenForm key={edit.loaded} offer={offer} edit={edit} mayDelete={mayDelete} />}
    </>
  )
}
