'use client'
import { useQuery } from '@tanstack/react-query'
import { SignInLink } from '@/components/ui/query-fault'
import { Skeleton } from '@/components/ui/skeleton'
import type { PlanView } from '@/lib/subscriptions/constants'
import { zonePlanQuery } from '@/lib/zones/keys'

type Of = { accountId: string; zoneId: string }

/** A zone's plan in a line, asked for once the page is there. */
export function ZonePlan({ accountId, zoneId }: Of) {
  const { data, isPending } = useQuery(zonePlanQuery(accountId, zoneId))
  if (isPending) return <Skeleton className="inline-block w-20" />
  return <>{data ? words(data) : 'Its plan could not be read'}</>
}

const words = (plan: PlanView): string => parts(plan).join(' · ') || 'Plan not known'

/** What it is called, and its id where that says more. */
function parts({ tier, name, id }: PlanView): string[] {
  const first = tier ?? name ?? id
  if (!first) return []
  return id && id.toLowerCase() !== first.toLowerCase() ? [first, id] : [first]
}

/** The same in a row of a table. It has the height of two lines whatever it says, so that no row moves when it comes. */
export function ZonePlanCell({ name, ...of }: Of & { name: string }) {
  const { data, error, isFetching, errorUpdateCount, refetch } = useQuery(
    zonePlanQuery(of.accountId, of.zoneId),
  )
  const failed = !data && errorUpdateCount > 0
  return (
    <span className="flex min-h-11 flex-col @table:justify-center">
      {data ? (
        <Lines plan={data} />
      ) : failed ? (
        <span className="text-kumo-subtle">
          <span className="block" title={error?.message}>
            {isFetching ? 'Reading…' : 'Could not be read'}
          </span>
          <span className="block text-sm">
            {error?.view?.code === 'signed_out' ? (
              <SignInLink />
            ) : (
              // It stays where it is while it works, with the focus on it.
              <button
                type="button"
                className="rounded-xs underline"
                aria-disabled={isFetching}
                onClick={() => void (isFetching || refetch())}
              >
                Retry<span className="sr-only"> to read the plan of {name}</span>
              </button>
            )}
          </span>
        </span>
      ) : (
        <Skeleton className="my-1 w-20" />
      )}
    </span>
  )
}

function Lines({ plan }: { plan: PlanView }) {
  const [first = '—', id] = parts(plan)
  return (
    <>
      <span className="block">{first}</span>
      {id && <span className="block text-sm text-kumo-subtle">{id}</span>}
    </>
  )
}
