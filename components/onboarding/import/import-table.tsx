import { DataTable, type Column } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { StatusBadge, type StatusTone } from '@/components/ui/status-badge'
import type { ImportRow, ImportStatus } from '@/lib/onboarding/import-schema'

/** The latest files, of everybody. */
export function ImportTable({ imports }: { imports: ImportRow[] }) {
  return (
    <section aria-label="Imports">
      <h2 className="mb-3 text-lg font-semibold">Imports</h2>
      <DataTable
        label="Imports"
        columns={COLUMNS}
        rows={imports}
        rowKey={({ id }) => id}
        rowHref={({ id, status }) =>
          status === 'checked' ? `/onboarding/import?check=${id}` : `/onboarding/imports/${id}`
        }
        empty={null}
      />
    </section>
  )
}

const COLUMNS: Column<ImportRow>[] = [
  { id: 'file', header: 'File', cell: ({ fileName }) => fileName, wrap: true },
  {
    id: 'rows',
    header: 'Rows',
    width: '7rem',
    align: 'end',
    cell: ({ rowCount }) => rowCount.toLocaleString('en'),
  },
  { id: 'status', header: 'Status', width: '11rem', cell: ({ status }) => <ImportBadge status={status} /> },
  { id: 'by', header: 'By', width: '20%', hideBelow: 'md', cell: ({ createdBy }) => createdBy },
  { id: 'when', header: 'Checked', width: '9rem', cell: ({ createdAt }) => <DateTime value={createdAt} /> },
]

const STATUSES: Record<ImportStatus, [string, StatusTone]> = {
  checked: ['Not started', 'neutral'],
  running: ['Running', 'info'],
  paused: ['Paused', 'warning'],
  cancelled: ['Cancelled', 'danger'],
  done: ['Done', 'success'],
}

export function ImportBadge({ status }: { status: ImportStatus }) {
  const [label, tone] = STATUSES[status]
  return <StatusBadge tone={tone}>{label}</StatusBadge>
}
