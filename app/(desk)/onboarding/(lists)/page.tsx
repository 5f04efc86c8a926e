import type { Metadata } from 'next'
import { DraftTable, DraftTableSkeleton } from '@/components/onboarding/draft-table'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { listDrafts } from '@/lib/onboarding/draft-queries'
import { DAYS_AFTER_END, DAYS_UNUSED } from '@/lib/onboarding/retention-constants'

export const metadata: Metadata = { title: 'Onboarding' }

export default async function DraftsPage() {
  const { role } = await requirePermission('onboarding.read')
  return (
    <Part
      failed="The drafts could not be read"
      fallback={<DraftTableSkeleton />}
      read={() => reading(() => listDrafts())}
    >
      {(drafts) => (
        <>
          <DraftTable drafts={drafts} mayOpen={may(role, 'onboarding.provision')} />
          <p className="mt-3 text-sm text-kumo-subtle">
            A draft that nobody changes for {DAYS_UNUSED} days is removed. One that was provisioned is removed{' '}
            {DAYS_AFTER_END} days after its run ended.
          </p>
        </>
      )}
    </Part>
  )
}
