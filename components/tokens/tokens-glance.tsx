import { DateTime } from '@/components/ui/date-time'
import { counted, GlanceCard, GlanceText } from '@/components/ui/glance-card'
import { TextLink } from '@/components/ui/text-link'
import type { TokensSummary } from '@/lib/tokens/schema'

/** The account's API tokens: how many, and which end soon. */
export function TokensGlance({
  path,
  tokens: { total, nearEnd, expired },
}: {
  path: string
  tokens: TokensSummary
}) {
  return (
    <GlanceCard
      title="API Tokens"
      href={`${path}/tokens`}
      facts={[
        ...counted(total, 'token', 'tokens'),
        ...counted(nearEnd.length, 'near its end', 'near their end'),
        ...counted(expired, 'expired', 'expired'),
      ]}
      rows={nearEnd}
      rowKey={({ id }) => id}
      row={({ id, name, expiresOn }) => (
        <>
          <GlanceText
            title={
              <TextLink href={`${path}/tokens/${id}`}>
                <bdi>{name ?? id}</bdi>
              </TextLink>
            }
          />
          <span className="text-sm text-kumo-subtle">
            Expires <DateTime value={expiresOn} />
          </span>
        </>
      )}
      none={total === 0 ? 'The account has no API tokens.' : 'None expires within 30 days.'}
    />
  )
}
