'use client'
import { Table } from '@cloudflare/kumo/components/table'
import { Breakable } from './breakable'
import { cx } from './cx'
import { diffRows, type DiffRow } from './diff-rows'

/** Before and after, side by side, of two plain objects. What did not change is folded away. */
export function Diff({
  before,
  after,
  names = {},
}: {
  before: unknown
  after: unknown
  names?: Record<string, string>
}) {
  const rows = diffRows(before, after)
  const changed = rows.filter((row) => row.changed)
  const same = rows.filter((row) => !row.changed)
  return (
    <div className="space-y-2">
      {changed.length > 0 ? (
        <Rows label="Changes" rows={changed} names={names} />
      ) : (
        <p className="text-kumo-subtle">Nothing changed.</p>
      )}
      {same.length > 0 && (
        <details>
          <summary className="w-fit rounded-md py-1 text-sm text-kumo-subtle hover:text-kumo-default">
            {same.length} unchanged
          </summary>
          <div className="mt-1">
            <Rows label="Unchanged" rows={same} names={names} />
          </div>
        </details>
      )}
    </div>
  )
}

function Rows({ label, rows, names }: { label: string; rows: DiffRow[]; names: Record<string, string> }) {
  return (
    <div className="@container overflow-hidden rounded-lg ring ring-kumo-line">
      {/* Where it is narrow, the field stands over its two sides. Explicit roles: see TableView. */}
      <Table
        role="table"
        aria-label={label}
        layout="fixed"
        className="block text-sm @md:table [&_td]:py-2 [&_th]:text-sm"
      >
        <Table.Header role="rowgroup" variant="compact" className="block @md:table-header-group">
          <Table.Row role="row" className={ROW}>
            <Table.Head role="columnheader" className="@max-md:sr-only @md:w-[28%]">
              Field
            </Table.Head>
            <Table.Head role="columnheader">Before</Table.Head>
            <Table.Head role="columnheader">After</Table.Head>
          </Table.Row>
        </Table.Header>
        <Table.Body role="rowgroup" className="block @md:table-row-group">
          {rows.map((row) => (
            <Table.Row role="row" key={row.key} className={cx(ROW, 'align-top')}>
              <Table.Cell role="rowheader" className="wrap-anywhere text-kumo-subtle @max-md:col-span-2">
                {names[row.key] ?? row.key}
              </Table.Cell>
              <Side value={row.before} mark={row.changed && 'bg-kumo-danger-tint'} />
              <Side value={row.after} mark={row.changed && 'bg-kumo-success-tint'} />
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </div>
  )
}

const ROW = 'grid grid-cols-2 @md:table-row'

function Side({ value, mark }: { value: string | null; mark: string | false }) {
  return (
    <Table.Cell role="cell" className={cx('wrap-anywhere whitespace-pre-wrap', value !== null && mark)}>
      {value === null ? (
        <span className="text-kumo-subtle">—</span>
      ) : value === '' ? (
        <span className="text-kumo-subtle">empty</span>
      ) : (
        <Breakable>{value}</Breakable>
      )}
    </Table.Cell>
  )
}
