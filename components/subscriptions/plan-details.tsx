import { Breakable } from '@/components/ui/breakable'
import { DateTime } from '@/components/ui/date-time'
import { DetailList, type Detail } from '@/components/ui/detail-list'
import { money } from '@/components/ui/money'
import type { SubscriptionRow } from '@/lib/subscriptions/schema'
import { tierOf } from '@/lib/core/plan-tiers'
import { componentLabel } from '@/lib/subscriptions/constants'
import { SubscriptionState } from './subscription-state'
import { frequencyName } from './labels'

/** Everything that upstream tells of a subscription, ids and states as they come. */
export function PlanDetails({ subscription }: { subscription: SubscriptionRow }) {
  const { product, plan, planId, components, state, frequency, price, currency, next } = subscription
  const { periodStart, periodEnd, createdOn, cancelAtPeriodEnd } = subscription
  const tier = tierOf(planId)
  const items: Detail[] = [
    { label: 'Plan', value: tier ?? plan ?? planId },
    {
      label: 'Plan ID',
      value: planId && (
        <code className="font-mono text-[0.8125rem]">
          <Breakable>{planId}</Breakable>
        </code>
      ),
    },
    { label: 'Product', value: product },
    { label: 'State', value: state && <SubscriptionState state={state} /> },
    { label: 'Frequency', value: frequency && frequencyName(frequency) },
    { label: 'Price', value: money(price, currency), none: 'Not known' },
    {
      label: 'Period',
      value: periodEnd && (
        <>
          {periodStart && (
            <>
              <DateTime value={periodStart} exact /> to{' '}
            </>
          )}
          <DateTime value={periodEnd} exact />
        </>
      ),
    },
    { label: 'Since', value: createdOn && <DateTime value={createdOn} exact /> },
    ...components.map(({ name, value, default: usual, price }) => ({
      label: componentLabel(name),
      value: value === null ? null : value.toLocaleString('en') + aside(usual, money(price, currency)),
      none: 'Not known',
    })),
  ]
  if (next)
    items.push({ label: 'Scheduled change', value: `To ${next.name ?? next.id} at the end of the period` })
  if (cancelAtPeriodEnd) items.push({ label: 'Cancellation', value: 'Ends at period end' })
  return <DetailList items={items} />
}

function aside(usual: number | null, price: string | null): string {
  const parts = [usual !== null && `default ${usual.toLocaleString('en')}`, price && `${price} each`]
  const said = parts.filter(Boolean).join(', ')
  return said && ` (${said})`
}
