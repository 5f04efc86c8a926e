import { DateTime } from '@/components/ui/date-time'
import { counted, countedOf, GlanceCard, GlanceText } from '@/components/ui/glance-card'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import type { ZonesGlance as Glance } from '@/lib/zones/schema'
import { STATUS_TONES, word } from './labels'
import { waitsFor } from './waiting'
import { ZonePlan } from './zone-plan'

/** What is known of a zone beside what a list of zones says. */
export type Known = { status: string | null; since: string | null; plan: string | null }

/**
 * The account's zones with status, plan, dates and name servers, those that are not active first. `kept`: as they were
 * kept by us, so that nothing is asked for.
 */
export function ZonesGlance({
  path,
  accountId,
  zones: { rows, totalCount },
  known,
  kept,
}: {
  path: string
  accountId: string
  zones: Glance
  known: Record<string, Known>
  kept?: { asOf: string }
}) {
  const waiting = rows.filter(({ status }) => status !== null && status !== 'active').length
  return (
    <GlanceCard
      title="Zones"
      href={`${path}/zones`}
      asOf={kept?.asOf}
      facts={[
        ...countedOf(totalCount, rows.length, 'zone', 'zones'),
        ...counted(waiting, 'not active', 'not active'),
      ]}
      rows={rows}
      rowKey={({ id }) => id}
      row={({ id, name, unicode, status, paused, ...zone }) => (
        <>
          <GlanceText
            title={
              <TextLink href={`${path}/zones/${id}`}>
                <bdi>{unicode ?? name}</bdi>
              </TextLink>
            }
          >
            {kept ? (
              (known[id]?.plan ?? 'Plan not read yet') || 'Free'
            ) : (
              <ZonePlan accountId={accountId} zoneId={id} />
            )}
            <Dates {...zone} status={status} known={known[id]} />
            {zone.nameServers.length > 0 && <span className="block">{zone.nameServers.join(', ')}</span>}
          </GlanceText>
          <span className="flex gap-1">
            {paused && <StatusBadge>Paused</StatusBadge>}
            {status && <StatusBadge tone={STATUS_TONES[status]}>{word(status)}</StatusBadge>}
          </span>
        </>
      )}
      none={
        totalCount === null
          ? 'Cloudflare reports zones here but returned none.'
          : 'This account has no zones.'
      }
    />
  )
}

function Dates({
  status,
  createdOn,
  activatedOn,
  known,
}: Pick<Glance['rows'][number], 'status' | 'createdOn' | 'activatedOn'> & { known: Known | undefined }) {
  const since = (known?.status === status && known.since) || (status === 'pending' ? createdOn : null)
  const waits = waitsFor({ status, since, plan: known?.plan ?? null }, new Date())
  if (waits) return <span className="block text-kumo-warning">{waits}</span>
  if (status === 'active' && activatedOn)
    return (
      <span className="block">
        Active since <DateTime value={activatedOn} />
      </span>
    )
  return (
    createdOn && (
      <span className="block">
        Added <DateTime value={createdOn} />
      </span>
    )
  )
}
