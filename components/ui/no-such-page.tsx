import { ButtonLink } from './button-link'
import { EmptyState } from './empty-state'
import { hrefWith } from './href'

/** In the place of rows, where an address asks for a page beyond the end of a list. */
export function NoSuchPage({
  path,
  query,
  page,
  size,
  total,
}: {
  path: string
  /** The list's address, without the page. */
  query: Parameters<typeof hrefWith>[1]
  page: number
  size: number
  /** Null where it cannot be told. */
  total: number | null
}) {
  const last = Math.max(1, Math.ceil((total ?? 1) / size))
  return (
    <EmptyState
      title={`There is no page ${page}`}
      actions={
        <ButtonLink href={hrefWith(path, query, { page: last === 1 ? null : last })}>
          {last === 1 ? 'Go to the first page' : `Go to the last page, ${last}`}
        </ButtonLink>
      }
    >
      The list may have become shorter since this link was made.
    </EmptyState>
  )
}
