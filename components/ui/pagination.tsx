import { CaretLeftIcon } from '@phosphor-icons/react/dist/ssr/CaretLeft'
import { CaretRightIcon } from '@phosphor-icons/react/dist/ssr/CaretRight'
import { Button } from '@cloudflare/kumo/components/button'
import type { PageFacts } from '@/lib/core/paging'
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
  sizes = [],
  noun = 'results',
  name = 'page',
  ...rest
}: {
  path: string
  /** The rest of the address, so that filters survive. */
  query?: Query
  page: number
  pageSize: number
  /** Page sizes to choose from; the address names them `size`. */
  sizes?: number[]
  /** What is counted, in the plural. */
  noun?: string
  /** What the address calls the page, where it names those of several lists. */
  name?: string
} & (
  | { total: number }
  /** A page that came from Cloudflare, whose rows and numbers need not fit. */
  | { list: PageFacts & { rows: readonly unknown[] } }
)) {
  const { more, ...shown } =
    'list' in rest ? { ...rest.list, came: rest.list.rows.length + rest.list.unread } : ours(rest.total)
  function ours(total: number) {
    const came = Math.min(pageSize, Math.max(0, total - (page - 1) * pageSize))
    return {
      perPage: pageSize,
      totalCount: total,
      doubtful: null,
      unread: 0,
      more: page * pageSize < total,
      came,
    }
  }
  const at = (number: number) => hrefWith(path, query, { [name]: number === 1 ? null : number })
  return (
    <nav
      aria-label="Pages"
      className="mt-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 text-sm"
    >
      <div className="text-kumo-subtle tabular-nums">
        <p>{position(page, shown, noun)}</p>
        {doubts(shown, noun).map((doubt) => (
          <p key={doubt}>{doubt}</p>
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        {sizes.length > 1 && (
          <div role="group" aria-label="Rows per page" className="flex items-center gap-1 text-kumo-subtle">
            <span className="mr-1" aria-hidden="true">
              Rows per page
            </span>
            {sizes.map((size) => (
              <Link
                key={size}
                href={hrefWith(path, query, { size, [name]: null })}
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

type Shown = Pick<PageFacts, 'perPage' | 'totalCount' | 'doubtful' | 'unread'> & { came: number }

function position(page: number, { perPage, totalCount, came }: Shown, noun: string): string {
  if (totalCount === 0) return `No ${noun}`
  if (totalCount === null) return `Page ${page}`
  if (came === 0) return `Nothing on page ${page} of ${numberOf(totalCount, noun)}`
  const before = (page - 1) * perPage
  const rows = [before + 1, before + came].map((row) => row.toLocaleString('en'))
  return `${rows.join('–')} of ${numberOf(totalCount, noun)}`
}

function doubts({ doubtful, unread }: Shown, noun: string): string[] {
  return [
    ...(doubtful === null
      ? []
      : [
          `Cloudflare reports ${numberOf(doubtful, noun)}, which does not match what it sent: some may be missing.`,
        ]),
    ...(unread === 0 ? [] : [`${numberOf(unread, noun)} of this page could not be read.`]),
  ]
}

/** As in "1 zone" and "1,200 zones". `nouns`: a regular plural. */
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
