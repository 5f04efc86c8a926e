import type { ReactNode } from 'react'
import { Breadcrumbs, type Crumb } from './breadcrumbs'

/**
 * The head of a page: breadcrumbs, the one `h1`, a sentence, and actions. On wide screens the breadcrumbs sit in the
 * console's top bar: keep this out of positioned parents.
 */
export function PageHeader({
  title,
  description,
  breadcrumbs = [],
  badge,
  actions,
}: {
  title: string
  description?: ReactNode
  /** From the top; the page itself comes last, without an href. */
  breadcrumbs?: Crumb[]
  /** Beside the title, such as a StatusBadge. */
  badge?: ReactNode
  actions?: ReactNode
}) {
  return (
    <>
      {breadcrumbs.length > 0 && <Breadcrumbs crumbs={breadcrumbs} />}
      <div className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div className="min-w-0 flex-[1_1_20rem]">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <h1 className="min-w-0 text-2xl leading-8 font-semibold tracking-tight wrap-anywhere">{title}</h1>
            {badge}
          </div>
          {description && <div className="mt-1 max-w-prose text-kumo-subtle">{description}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </>
  )
}
