import { countedOf, GlanceCard, GlanceText } from '@/components/ui/glance-card'
import { money } from '@/components/ui/money'
import { TextLink } from '@/components/ui/text-link'
import type { Whole } from '@/lib/core/paging'
import type { SubscriptionRow } from '@/lib/subscriptions/schema'
import { SubscriptionState } from './subscription-state'

/** The account's plans and add-ons. */
export function SubscriptionsGlance({
  path,
  subscriptions: { items, complete },
}: {
  path: string
  subscriptions: Whole<SubscriptionRow>
}) {
  const { length } = items
  return (
    <GlanceCard
      title="Account Subscriptions"
      href={`${path}/subscriptions`}
      facts={countedOf(complete ? length : null, length, 'subscription', 'subscriptions')}
      rows={items}
      rowKey={({ id, planId }, index) => id ?? `${planId}-${index}`}
      row={({ id, product, plan, planId, zoneName, state, price, currency, frequency }) => {
        const [title = '—', ...rest] = [...new Set([plan, product, planId].filter((text) => text !== null))]
        const cost = [money(price, currency), frequency].filter(Boolean).join(' ')
        return (
          <>
            <GlanceText
              title={
                id ? (
                  <TextLink href={`${path}/subscriptions/${encodeURIComponent(id)}`}>{title}</TextLink>
                ) : (
                  title
                )
              }
            >
              {[...rest, zoneName && `for ${zoneName}`, cost].filter(Boolean).join(' · ')}
            </GlanceText>
            {state && <SubscriptionState state={state} />}
          </>
        )
      }}
      none="This account has no subscriptions."
    />
  )
}
