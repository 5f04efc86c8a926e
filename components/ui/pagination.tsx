import { CaretLeftIcon } from '@phosphor-icons/react/dist/ssr/CaretLeft'
import { CaretRightIcon } from '@phosphor-icons/react/dist/ssr/CaretRight'
import { Button } from '@cloudflare/kumo/components/button'
import { ButtonLink } from './button-link'
import { hrefWith, type Query } from './href'
import { Link } from './link'
import { PendingInPlace } from './link-pending'

/** Which rows are shown, previous and next, and page sizes; all links, so it works before any script has. */
export function Pagination({
  path,
  query = {},
  page,
  pageSize,
  total,
  hasNext,
  sizes = [],
  noun = 'results',
}: {
  path: string
  /** The rest of the address, so that filters survive. */
  query?: Query
  page: number
  pageSize: number
  /** Null when it is not known: then `hasNext` decides. */
  total: number | null
  hasNext?: boolean
  /** Page sizes to choose from; the address names them `size`. */
  sizes?: number[]
  /** What is counted, in the plural. */
  noun?: string
}) {
  const first = (page - 1) * pageSize + 1
  const more = total === null ? Boolean(hasNext) : page * pageSize < total
  const at = (number: number) => hrefWith(path, query, { page: number === 1 ? null : number })
  return (
    <nav
      aria-label="Pages"
      className="mt-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 text-sm"
    >
      <p className="text-kumo-subtle tabular-nums">
        {total === 0
          ? `No ${noun}`
          : total === null
            ? `Page ${page}`
            : first > total
              ? `Nothing on page ${page} of ${numberOf(total, noun)}`
              : `${first.toLocaleString('en')}–${Math.min(page * pageSize, total).toLocaleString('en')} of ${numberOf(total, noun)}`}
      </p>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        {sizes.length > 1 && (
          <div role="group" aria-label="Rows per page" className="flex items-center gap-1 text-kumo-subtle">
            <span className="mr-1" aria-hidden="true">
              Rows per page
            </span>
            {sizes.map((size) => (
              <Link
                key={size}
                href={hrefWith(path, query, { size, page: null })}
                aria-current={size === pageSize ? 'true' : undefined}
                className="rounded-md px-2 py-1 tabular-nums hover:bg-kumo-tint aria-[current]:bg-kumo-fill aria-[current]:font-medium aria-[current]:text-kumo-default"
              >
                <PendingInPlace>{size}</PendingInPlace>
              </Link>
            ))}
          </div>
        )}
        <div className="flex gap-2">
          <Step label="Previous" href={page > 1 ? at(page - 1) : null} />
          <Step label="Next" href={more ? at(page + 1) : null} />
        </div>
      </div>
    </nav>
  )
}

/** Takes a number and a noun in its regular plural; returns both, as in "1 zone" and "1,200 zones". */
export function numberOf(count: number, nouns: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? nouns.slice(0, -1) : nouns}`
}

function Step({ label, href }: { label: 'Previous' | 'Next'; href: string | null }) {
  const next = label === 'Next'
  const icon = next ? (
    <CaretRightIcon size={14} aria-hidden="true" />
  ) : (
    <CaretLeftIcon size={14} aria-hidden="true" />
  )
  return href ? (
    <ButtonLink size="sm" href={href} rel={next ? 'next' : 'prev'}>
      {!next && <PendingInPlace>{icon}</PendingInPlace>}
      {label}
      {next && <PendingInPlace>{icon}</PendingInPlace>}
    </ButtonLink>
  ) : (
    <Button size="sm" disabled>
      {!next && icon}
      {label}
      {next && icon}
    </Button>
  )
}
