'use client'
import { Breadcrumbs as Kumo } from '@cloudflare/kumo/components/breadcrumbs'
import { cx } from './cx'

export type Crumb = { label: string; href?: string }

/** Where a page is, from the top; the page itself comes last, without an href. */
export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  // On a telephone Kumo leaves out all links but the last, and puts what is no link behind it.
  const shortened = crumbs.filter(({ href }) => href).length > 1
  return (
    <Kumo size="sm" className="mb-2 lg:absolute lg:top-2 lg:right-96 lg:left-8 lg:mb-0">
      {/* Flat, because Kumo counts what stands directly in it. */}
      {crumbs.flatMap(({ label, href }, index) => [
        index > 0 && <Kumo.Separator key={`before ${index}`} />,
        href ? (
          <Kumo.Link key={index} href={href}>
            <span title={label} className="block max-w-48 truncate hover:text-kumo-default hover:underline">
              {label}
            </span>
          </Kumo.Link>
        ) : index === crumbs.length - 1 ? (
          <Kumo.Current key={index}>
            <span title={label}>{label}</span>
          </Kumo.Current>
        ) : (
          <span key={index} className={cx('shrink-0 text-kumo-subtle', shortened && 'max-sm:hidden')}>
            {label}
          </span>
        ),
      ])}
    </Kumo>
  )
}
