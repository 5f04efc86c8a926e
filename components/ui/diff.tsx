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
      <table
        role="table"
        aria-label={label}
        className="block w-full text-left text-sm @md:table @md:table-fixed"
      >
        <thead role="rowgroup" className="block @md:table-header-group">
          <tr role="row" className={cx(ROW, 'bg-kumo-recessed text-kumo-subtle')}>
            <th
              role="columnheader"
              scope="col"
              className="px-3 py-1.5 font-medium @max-md:sr-only @md:w-[28%]"
            >
              Field
            </th>
            <th role="columnheader" scope="col" className="px-3 py-1.5 font-medium">
              Before
            </th>
            <th role="columnheader" scope="col" className="px-3 py-1.5 font-medium">
              After
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup" className="block @md:table-row-group">
          {rows.map((row) => (
            <tr role="row" key={row.key} className={cx(ROW, 'border-t border-kumo-hairline align-top')}>
              <th
                role="rowheader"
                scope="row"
                className="px-3 py-2 font-normal wrap-anywhere text-kumo-subtle @max-md:col-span-2 @max-md:pb-1"
              >
                {names[row.key] ?? row.key}
              </th>
              <Side value={row.before} mark={row.changed && 'bg-kumo-danger-tint'} />
              <Side value={row.after} mark={row.changed && 'bg-kumo-success-tint'} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const ROW = 'grid grid-cols-2 @md:table-row'

function Side({ value, mark }: { value: string | null; mark: string | false }) {
  return (
    <td role="cell" className={cx('px-3 py-2 wrap-anywhere whitespace-pre-wrap', value !== null && mark)}>
      {value === null ? (
        <span className="text-kumo-subtle">—</span>
      ) : value === '' ? (
        <span className="text-kumo-subtle">empty</span>
      ) : (
        <Breakable>{value}</Breakable>
      )}
    </td>
  )
}
