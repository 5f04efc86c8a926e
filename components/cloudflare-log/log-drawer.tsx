'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { parseAsString, useQueryStates } from 'nuqs'
import { Drawer } from '@/components/ui/drawer'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { QueryFault } from '@/components/ui/query-fault'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { logEntryQuery } from '@/lib/cloudflare-log/keys'
import type { EntryKey } from '@/lib/cloudflare-log/schema'

const LogDetails = dynamic(() => import('./log-details'), { loading: () => <Waiting /> })

/** The row that the address names, in full, over the list. */
export function LogDrawer({ accountId, mayReadActivity }: { accountId: string; mayReadActivity: boolean }) {
  const [{ entry: id, at }, set] = useQueryStates(
    { entry: parseAsString, at: parseAsString },
    { history: 'push' },
  )
  return (
    id &&
    at && (
      <Open
        key={id}
        accountId={accountId}
        entryKey={{ id, at }}
        mayReadActivity={mayReadActivity}
        onClose={() => void set(null)}
      />
    )
  )
}

function Open({
  accountId,
  entryKey,
  mayReadActivity,
  onClose,
}: {
  accountId: string
  entryKey: EntryKey
  mayReadActivity: boolean
  onClose: () => void
}) {
  const { data: entry, error, refetch } = useQuery(logEntryQuery(accountId, entryKey))
  return (
    <Drawer title={entry?.description ?? 'Audit log entry'} onClose={onClose}>
      {entry ? (
        <LogDetails accountId={accountId} entry={entry} mayReadActivity={mayReadActivity} />
      ) : error ? (
        <ErrorState
          title="This entry could not be read"
          message={<QueryFault error={error}>{error.message}</QueryFault>}
          requestId={error.view?.requestId}
          retryAt={error.view?.retryAt}
          onRetry={() => void refetch()}
        />
      ) : entry === null ? (
        <EmptyState title="Cloudflare’s log has no such entry for this account">
          Check the address. Entries older than 18 months are gone.
        </EmptyState>
      ) : (
        <Waiting />
      )}
    </Drawer>
  )
}

const Waiting = () => (
  <Loading label="Loading the entry">
    <div className="space-y-4 pt-1">
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} className={index % 2 ? 'w-2/3' : 'w-5/6'} />
      ))}
    </div>
  </Loading>
)
