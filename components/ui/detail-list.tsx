import type { ReactNode } from 'react'

export type Detail = {
  label: string
  /** Null, undefined and '' are shown as `none`. */
  value: ReactNode
  /** What to say instead of an absent value; a dash by default. */
  none?: string
}

/** Facts as label and value, side by side from 640 px. */
export function DetailList({ items }: { items: Detail[] }) {
  return (
    <dl className="grid gap-x-6 sm:grid-cols-[11rem_minmax(0,1fr)]">
      {items.map(({ label, value, none = '—' }) => (
        <div
          key={label}
          className="col-span-full grid grid-cols-subgrid gap-y-0.5 border-kumo-hairline py-2.5 not-last:border-b first:pt-0 last:pb-0"
        >
          <dt className="text-kumo-subtle">{label}</dt>
          <dd className="min-w-0 wrap-anywhere">
            {value === null || value === undefined || value === '' ? (
              <span className="text-kumo-subtle">{none}</span>
            ) : (
              value
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
