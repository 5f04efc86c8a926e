import { DateTime } from '@/components/ui/date-time'
import { counted, countedOf, GlanceCard, GlanceText } from '@/components/ui/glance-card'
import { TextLink } from '@/components/ui/text-link'
import type { NO_TOKEN, TokensSummary } from '@/lib/tokens/schema'
import { NO_TOKEN_SET } from './labels'

/** The account's API tokens: how many, and which end soon. */
export function TokensGlance({ path, tokens }: { path: string; tokens: TokensSummary | typeof NO_TOKEN }) {
  const { total, nearEnd, expired, complete } =
    tokens === 'no-token' ? { total: null, nearEnd: [], expired: 0, complete: true } : tokens
  return (
    <GlanceCard
      title="API Tokens"
      href={`${path}/tokens`}
      facts={[
        ...(complete ? counted(total, 'token', 'tokens') : countedOf(null, total!, 'token', 'tokens')),
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
          : !complete
            ? 'Not all API tokens could be read. None of those that could be read expires within 30 days.'
            : total === 0
              ? 'This account has no API tokens.'
              : 'None expires within 30 days.'
      }
    />
  )
}
