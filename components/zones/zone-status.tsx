'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useRouter } from '@/components/ui/link'
import { QueryFault } from '@/components/ui/query-fault'
import { StatusBadge } from '@/components/ui/status-badge'
import { isWaiting, zonePlanQuery, zoneStatusQuery } from '@/lib/zones/keys'
import { STATUS_TONES, word } from './labels'

/** A zone's status, asked for again until the zone is active; the page is read anew when it changes. */
export function ZoneStatus({ zone }: { zone: { id: string; accountId: string; status: string | null } }) {
  const router = useRouter()
  const { data, error } = useQuery(zoneStatusQuery(zone.accountId, zone.id, zone.status))
  const status = data.status
  const kept = useQueryClient()
  // The page shows the plan as it is, which may have been set just now: lists ask for it anew.
  useEffect(() => kept.removeQueries(zonePlanQuery(zone.accountId, zone.id)), [kept, zone.accountId, zone.id])
  useEffect(() => {
    if (status !== zone.status) router.refresh()
  }, [status, zone.status, router])
  return (
    <span role="status" className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      {status ? <StatusBadge tone={STATUS_TONES[status]}>{word(status)}</StatusBadge> : '—'}
      {isWaiting(status) && (
        <span className="text-sm text-kumo-subtle">
          {error ? (
            <QueryFault error={error}>The last check failed; checking again.</QueryFault>
          ) : (
            'Checked again every ten seconds.'
          )}
        </span>
      )}
    </span>
  )
}
