import type { Metadata } from 'next'
import { RunTable, RunTableSkeleton } from '@/components/onboarding/run-table'
import { Part } from '@/components/ui/part'
import { reading } from '@/lib/core/read'
import { listRuns } from '@/lib/onboarding/draft-queries'

export const metadata: Metadata = { title: 'Runs' }

export default function RunsPage() {
  return (
    <Part
      failed="The runs could not be read"
      fallback={<RunTableSkeleton />}
      read={() => reading(() => listRuns())}
    >
      {(runs) => <RunTable runs={runs} />}
    </Part>
  )
}
