'use client'
import { useQuery } from '@tanstack/react-query'
import { Skeleton } from '@/components/ui/skeleton'
import type { PlanView } from '@/lib/subscriptions/terms'
import { zonePlansQuery } from '@/lib/zones/keys'

/** A zone's plan, asked for together with those of the zones beside it once the page is there. */
export function ZonePlan({
  accountId,
  zoneIds,
  zoneId,
}: {
  accountId: string
  zoneIds: string[]
  zoneId: string
}) {
  const { data, isPending } = useQuery(zonePlansQuery(accountId, zoneIds))
  if (isPending) return <Skeleton className="inline-block w-20" />
  const plan = data?.[zoneId]
  return <>{plan ? words(plan) : 'Its plan could not be read'}</>
}

function words({ tier, name, id }: PlanView): string {
  const first = tier ?? name ?? id
  if (!first) return 'Plan not known'
  return id && id.toLowerCase() !== first.toLowerCase() ? `${first} · ${id}` : first
}
