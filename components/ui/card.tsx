import { LayerCard } from '@cloudflare/kumo/components/layer-card'
import type { ReactNode } from 'react'

/** A section of a page in a bordered box. `title` becomes an `h2` and names the region. */
export function Card({
  title,
  description,
  actions,
  flush = false,
  children,
}: {
  title?: string
  description?: ReactNode
  actions?: ReactNode
  /** The content reaches the border, as a table does. */
  flush?: boolean
  children: ReactNode
}) {
  return (
    <LayerCard render={<section />} aria-label={title}>
      {title && (
        <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-b border-kumo-hairline px-4 py-3 sm:px-5">
          <div className="min-w-0 flex-1 basis-40 wrap-anywhere">
            <h2 className="font-semibold">{title}</h2>
            {description && <p className="mt-0.5 text-sm text-kumo-subtle">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? FLUSH : 'p-4 sm:p-5'}>{children}</div>
    </LayerCard>
  )
}

// A table brings a frame of its own, which the card's is enough for, and begins and ends where the card's heading does.
const FLUSH =
  '[&_[data-frame]]:rounded-none [&_[data-frame]]:shadow-none [&_[data-frame]]:ring-0 @table:[&_[data-frame]_:is(td,th):first-child]:pl-5 @table:[&_[data-frame]_:is(td,th):last-child]:pr-5'
