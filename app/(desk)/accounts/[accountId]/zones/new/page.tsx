import type { Metadata } from 'next'
import { ErrorState } from '@/components/ui/error-state'
import { AddZoneForm } from '@/components/zones/add-zone-form'
import { accountOverview } from '@/lib/accounts/queries'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'

export const metadata: Metadata = { title: 'Add a zone' }

export default async function AddZonePage({ params }: PageProps<'/accounts/[accountId]/zones/new'>) {
  await requirePermission('zones.change')
  const account = await reading(async () => accountOverview((await params).accountId))
  if (!account.ok) return <ErrorState title="The account could not be read" {...account.error} />
  return <AddZoneForm accountId={account.data.id} />
}
