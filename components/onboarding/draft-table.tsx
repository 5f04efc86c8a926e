import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { EmptyState } from '@/components/ui/empty-state'
import type { DraftRow } from '@/lib/onboarding/draft-schema'

const columns: Column<DraftRow>[] = [
  { id: 'title', header: 'Customer', wrap: true, cell: ({ title }) => <bdi>{title}</bdi> },
  { id: 'editors', header: 'Open with', cell: ({ editors }) => editors.join(', ') || '—', width: '20%' },
  { id: 'updatedBy', header: 'Saved by', cell: ({ updatedBy }) => updatedBy, width: '20%' },
  {
    id: 'updatedAt',
    header: 'Saved',
    cell: ({ updatedAt }) => <DateTime value={updatedAt} />,
    width: '9rem',
  },
]
const FRAME = { id: 'onboarding-drafts', label: 'Drafts', columns }

/** Customers that are being entered and not yet provisioned. */
export function DraftTable({ drafts, mayOpen }: { drafts: DraftRow[]; mayOpen: boolean }) {
  return (
    <DataTable
      {...FRAME}
      summary={drafts.length === 1 ? '1 draft' : `${drafts.length} drafts`}
      rows={drafts}
      rowKey={({ id }) => id}
      rowHref={({ id }) => (mayOpen ? `/onboarding/drafts/${id}/customer` : null)}
      empty={
        <EmptyState title="There are no drafts">
          A new customer is kept as a draft until it is provisioned.
        </EmptyState>
      }
    />
  )
}

export function DraftTableSkeleton() {
  return <DataTableSkeleton {...FRAME} rows={4} />
}
