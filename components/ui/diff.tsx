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
    <div className="overflow-hidden rounded-lg ring ring-kumo-line">
      <table aria-label={label} className="w-full table-fixed text-left text-sm">
        <thead>
          <tr className="bg-kumo-recessed text-kumo-subtle">
            <th scope="col" className="w-[28%] px-3 py-1.5 font-medium">
              Field
            </th>
            <th scope="col" className="px-3 py-1.5 font-medium">
              Before
            </th>
            <th scope="col" className="px-3 py-1.5 font-medium">
              After
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className="border-t border-kumo-hairline align-top">
              <th scope="row" className="px-3 py-2 font-normal wrap-anywhere text-kumo-subtle">
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

function Side({ value, mark }: { value: string | null; mark: string | false }) {
  return (
    <td className={cx('px-3 py-2 wrap-anywhere whitespace-pre-wrap', value !== null && mark)}>
      {value === null ? (
        <span className="text-kumo-subtle">—</span>
      ) : value === '' ? (
        <span className="text-kumo-subtle">empty</span>
      ) : (
        value
      )}
    </td>
  )
}
