import type { Metadata } from 'next'
import { RemovalPage as Removal } from '@/components/people/removal-page'
import { ErrorState } from '@/components/ui/error-state'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { orNotFound, reading } from '@/lib/core/read'
import { removalDetails } from '@/lib/people/queries'

export const metadata: Metadata = { title: 'Removal from accounts' }

export default async function RemovalPage({ params }: PageProps<'/people/removals/[removalId]'>) {
  const staff = await requirePermission('members.read')
  const { removalId } = await params
  const removal = await reading(() => orNotFound(removalDetails(removalId)))
  if (!removal.ok) return <ErrorState heading="h1" title="The removal could not be read" {...removal.error} />
  return <Removal removal={removal.data} mayAct={may(staff.role, 'members.remove')} />
}
