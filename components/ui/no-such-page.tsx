import type { PageFacts } from '@/lib/core/paging'
import { ButtonLink } from './button-link'
import { EmptyState } from './empty-state'
import { hrefWith } from './href'

/** In the place of rows, where a page has none although it may be asked for, or should have some. */
export function NoSuchPage({
  path,
  query,
  page,
  size,
  total,
  list,
}: {
  path: string
  /** The list's address, without the page. */
  query: Parameters<typeof hrefWith>[1]
  page: number
  size: number
  /** Null where it cannot be told. */
  total: number | null
  /** What Cloudflare said of it beside the rows. */
  list?: Pick<PageFacts, 'doubtful' | 'repeated'>
}) {
  const last = Math.max(1, Math.ceil((total ?? 1) / size))
  if (list?.repeated)
    return (
      <EmptyState
        title="Cloudflare sent its first page again"
        actions={<ButtonLink href={hrefWith(path, query, { page: null })}>Go to the first page</ButtonLink>}
      >
        What comes after it cannot be listed, and there may be more. Use filters, if there are any, to find
        it.
      </EmptyState>
    )
  if (list && list.doubtful !== null)
    return (
      <EmptyState
        title="Cloudflare sent no rows"
        actions={
          page > 1 && (
            <ButtonLink href={hrefWith(path, query, { page: null })}>Go to the first page</ButtonLink>
          )
        }
      >
        It reports {list.doubtful.toLocaleString('en')}, so some may be missing. Reload the page in a moment.
      </EmptyState>
    )
  return (
    <EmptyState
      title={`There is no page ${page}`}
      actions={
        <ButtonLink href={hrefWith(path, query, { page: last === 1 ? null : last })}>
          {last === 1 ? 'Go to the first page' : `Go to the last page, ${last}`}
        </ButtonLink>
      }
    >
      The list may have become shorter since this link was created.
    </EmptyState>
  )
}
