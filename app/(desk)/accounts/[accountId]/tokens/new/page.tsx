import type { Metadata } from 'next'
import { TokenForm } from '@/components/tokens/token-form'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { tokenOffer } from '@/lib/tokens/queries'

export const metadata: Metadata = { title: 'Create token' }

export default async function CreateTokenPage({ params }: PageProps<'/accounts/[accountId]/tokens/new'>) {
  const { accountId } = await params
  const { role } = await requirePermission('tokens.change')
  return (
    <>
      <h2 className="mb-4 text-xl font-semibold">Create token</h2>
      <Part
        failed="The form could not be loaded"
        fallback={<LinesSkeleton title="Template" />}
        read={() => reading(() => tokenOffer(accountId))}
      >
        {(offer) => <TokenForm offer={offer} mayDelete={may(role, 'tokens.delete')} />}
      </Part>
    </>
  )
}
