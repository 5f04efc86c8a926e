import { counted, countedOf, GlanceCard, GlanceText } from '@/components/ui/glance-card'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import type { ZonesGlance as Glance } from '@/lib/zones/schema'
import { STATUS_TONES, word } from './labels'
import { ZonePlan } from './zone-plan'

/** The account's zones with status and plan, those that are not active first. */
export function ZonesGlance({
  path,
  accountId,
  zones: { rows, totalCount },
}: {
  path: string
  accountId: string
  zones: Glance
}) {
  const waiting = rows.filter(({ status }) => status !== null && status !== 'active').length
  return (
    <GlanceCard
      title="Zones"
      href={`${path}/zones`}
      facts={[
        ...countedOf(totalCount, rows.length, 'zone', 'zones'),
        ...counted(waiting, 'not active', 'not active'),
      ]}
      rows={rows}
      rowKey={({ id }) => id}
      row={({ id, name, unicode, status, paused }) => (
        <>
          <GlanceText
            title={
              <TextLink href={`${path}/zones/${id}`}>
                <bdi>{unicode ?? name}</bdi>
              </TextLink>
            }
          >
            <ZonePlan accountId={accountId} zoneId={id} />
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
