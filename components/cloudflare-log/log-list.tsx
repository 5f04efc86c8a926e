'use client'
import { ListMagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/ListMagnifyingGlass'
import { useInfiniteQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import { useEffect, useRef } from 'react'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { Notice } from '@/components/ui/notice'
import { QueryFault } from '@/components/ui/query-fault'
import { RequestId } from '@/components/ui/request-id'
import { SubmitButton } from '@/components/ui/submit-button'
import { TryAgain, useGoOn, useSecondsUntil } from '@/components/ui/try-again'
import { logPagesQuery } from '@/lib/cloudflare-log/keys'
import type { LogFilter, LogLine, LogPage } from '@/lib/cloudflare-log/schema'
import type { ReadFault } from '@/lib/core/errors'
import { LogTable } from './log-table'

/** The log from the page that the server drew on; more comes as the end comes into sight, or when it is asked for. */
export function LogList({
  accountId,
  filters,
  first,
  exportHref,
}: {
  accountId: string
  /** Those that are set. */
  filters: Partial<LogFilter>
  first: LogPage
  /** For those who may. */
  exportHref: string | null
}) {
  const path = `/accounts/${accountId}/audit-log`
  const [, open] = useQueryStates({ entry: parseAsString, at: parseAsString }, { history: 'push' })
  const log = useInfiniteQuery(logPagesQuery(accountId, filters, first))
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = log
  const pages = log.data.pages
  const unread = pages.reduce((sum, page) => sum + page.unread, 0)
  const lines = withoutTwins(pages.flatMap((page) => page.lines))
  // Asked for twice, by scrolling and by pressing, it is one question.
  const more = () => void fetchNextPage({ cancelRefetch: false })
  // A page without rows may be one of many: then only a person asks for the next.
  const byItself =
    hasNextPage && !isFetchingNextPage && !isFetchNextPageError && pages.at(-1)!.lines.length > 0
  return (
    <>
      <LogTable
        lines={lines}
        summary={hasNextPage ? `${counted(lines.length)} so far` : counted(lines.length)}
        exportHref={exportHref}
        href={({ id, at }) => (id && at ? hrefWith(path, filters, { entry: id, at }) : null)}
        onOpen={({ id, at }) => void open({ entry: id, at })}
        empty={<Empty path={path} filters={filters} more={hasNextPage} />}
      />
      {isFetchNextPageError && <Fault error={log.error!} onRetry={more} />}
      <div className="mt-4 flex min-h-9 flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-sm text-kumo-subtle">
          {unread > 0 && `${counted(unread)} could not be read.`}
          {lines.length > 0 && !hasNextPage && unread === 0 && 'That is everything in this range.'}
        </p>
        {hasNextPage && !isFetchNextPageError && (
          <More auto={byItself} pending={isFetchingNextPage} onMore={more} />
        )}
      </div>
    </>
  )
}

/** Asks for more when pressed, and with `auto` as soon as it is nearly in sight. */
function More({ auto, pending, onMore }: { auto: boolean; pending: boolean; onMore: () => void }) {
  const box = useRef<HTMLDivElement>(null)
  const ask = useRef(onMore)
  useEffect(() => {
    ask.current = onMore
  })
  useEffect(() => {
    if (!auto) return
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && ask.current(),
      { rootMargin: '400px' },
    )
    observer.observe(box.current!)
    return () => observer.disconnect()
  }, [auto])
  return (
    <div ref={box}>
      <SubmitButton type="button" variant="secondary" pending={pending} onClick={onMore}>
        Load more
      </SubmitButton>
    </div>
  )
}

function Fault({ error, onRetry }: { error: ReadFault; onRetry: () => void }) {
  const { requestId, retryAt } = error.view ?? {}
  const waiting = useSecondsUntil(retryAt) > 0
  const goesOn = useGoOn(retryAt, onRetry)
  return (
    <div className="mt-4">
      <Notice
        role="alert"
        tone="danger"
        title="The next rows could not be read"
        actions={
          <SubmitButton type="button" variant="secondary" pending={false} waiting={waiting} onClick={onRetry}>
            Retry
          </SubmitButton>
        }
      >
        <p>
          <QueryFault error={error}>{error.message}</QueryFault>
        </p>
        {retryAt && <TryAgain at={retryAt} byItself={goesOn} />}
        {requestId && <RequestId id={requestId} />}
      </Notice>
    </div>
  )
}

function Empty({ path, filters, more }: { path: string; filters: Partial<LogFilter>; more: boolean }) {
  const { range, from, to, ...rest } = filters
  const filtered = Object.keys(rest).length > 0
  if (more)
    return (
      <EmptyState title="Nothing found in the part searched so far">
        There is more to search: press “Load more”.
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<ListMagnifyingGlassIcon />}
      title={filtered ? 'No row matches these filters' : 'Cloudflare has recorded nothing in this range'}
      actions={
        filtered ? (
          <ButtonLink href={hrefWith(path, { range, from, to })}>Clear filters</ButtonLink>
        ) : (
          range !== '30d' && <ButtonLink href={hrefWith(path, { range: '30d' })}>Show 30 days</ButtonLink>
        )
      }
    >
      {filtered
        ? 'Filters match whole values: enter the complete email address, zone name or ID.'
        : 'The newest changes may take a moment to appear.'}
    </EmptyState>
  )
}

const counted = (count: number) => (count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`)

// A page may begin with what the one before it ended with.
function withoutTwins(lines: LogLine[]): LogLine[] {
  const seen = new Set<string>()
  return lines.filter(({ id }) => id === null || (!seen.has(id) && seen.add(id)))
}
