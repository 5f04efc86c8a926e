import type { Metadata } from 'next'
import { DraftTable, DraftTableSkeleton } from '@/components/onboarding/draft-table'
import { Part } from '@/components/ui/part'
import { reading } from '@/lib/core/read'
import { listDrafts } from '@/lib/onboarding/draft-queries'

export const metadata: Metadata = { title: 'Onboarding' }

export default function DraftsPage() {
  return (
    <Part
      failed="The drafts could not be read"
      fallback={<DraftTableSkeleton />}
      read={() => reading(() => listDrafts())}
    >
      {(drafts) => <DraftTable drafts={drafts} />}
    </Part>
  )
}
