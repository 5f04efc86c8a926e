import { DateTime } from '@/components/ui/date-time'
import { counted, GlanceCard, GlanceText } from '@/components/ui/glance-card'
import { TextLink } from '@/components/ui/text-link'
import type { NO_TOKEN, TokensSummary } from '@/lib/tokens/schema'
import { NO_TOKEN_SET } from './words'

/** The account's API tokens: how many, and which end soon. */
export function TokensGlance({ path, tokens }: { path: string; tokens: TokensSummary | typeof NO_TOKEN }) {
  const { total, nearEnd, expired } =
    tokens === 'no-token' ? { total: null, nearEnd: [], expired: 0 } : tokens
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
      none={
        total === null
          ? NO_TOKEN_SET
          : total === 0
            ? 'The account has no API tokens.'
            : 'None expires within 30 days.'
      }
    />
  )
}
