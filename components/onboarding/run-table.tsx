import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { EmptyState } from '@/components/ui/empty-state'
import type { BegunRun } from '@/lib/onboarding/draft-schema'

const columns: Column<BegunRun>[] = [
  { id: 'title', header: 'Customer', wrap: true, cell: ({ title }) => <bdi>{title}</bdi> },
  { id: 'status', header: 'State', cell: ({ status }) => status, width: '9rem' },
  { id: 'startedBy', header: 'Started by', cell: ({ startedBy }) => startedBy, width: '25%' },
  {
    id: 'createdAt',
    header: 'Started',
    cell: ({ createdAt }) => <DateTime value={createdAt} />,
    width: '9rem',
  },
]
const FRAME = { id: 'onboarding-runs', label: 'Runs', columns }

export function RunTable({ runs }: { runs: BegunRun[] }) {
  return (
    <DataTable
      {...FRAME}
      rows={runs}
      rowKey={({ id }) => id}
      empty={<EmptyState title="Nothing was provisioned yet" />}
    />
  )
}

export function RunTableSkeleton() {
  return <DataTableSkeleton {...FRAME} rows={4} />
}
