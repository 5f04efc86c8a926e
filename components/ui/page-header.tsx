import { CaretRightIcon } from '@phosphor-icons/react/dist/ssr/CaretRight'
import { Fragment, type ReactNode } from 'react'
import { Link } from './link'

export type Crumb = { label: string; href?: string }

/**
 * The head of a page: breadcrumbs, the one `h1`, a sentence, and actions.
 * On wide screens the breadcrumbs sit in the desk's top bar: keep this out of positioned parents.
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
      {breadcrumbs.length > 0 && (
        <nav
          aria-label="Breadcrumbs"
          className="mb-4 lg:absolute lg:top-0 lg:right-56 lg:left-8 lg:mb-0 lg:flex lg:h-14 lg:items-center"
        >
          <ol className="flex min-w-0 items-center gap-1.5 text-sm text-kumo-subtle">
            {breadcrumbs.map((crumb, index) => {
              const last = index === breadcrumbs.length - 1
              return (
                <Fragment key={index}>
                  {index > 0 && (
                    <li aria-hidden="true" className="shrink-0">
                      <CaretRightIcon size={12} />
                    </li>
                  )}
                  <li
                    title={crumb.label}
                    className={last ? 'min-w-0 truncate text-kumo-default' : 'max-w-48 shrink-0 truncate'}
                  >
                    {crumb.href ? (
                      <Link href={crumb.href} className="rounded-xs hover:text-kumo-default hover:underline">
                        {crumb.label}
                      </Link>
                    ) : (
                      <span aria-current={last ? 'page' : undefined}>{crumb.label}</span>
                    )}
                  </li>
                </Fragment>
              )
            })}
          </ol>
        </nav>
      )}
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
