import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import type { SubscriptionRow } from '@/lib/subscriptions/schema'
import { PlanDetails } from './plan-details'

const TITLE = 'Plan'

/** The plan of a zone; a zone that has none is Free. */
export function ZonePlanCard({
  subscription,
  changeHref,
}: {
  subscription: SubscriptionRow | null
  /** Null for who may not change it. */
  changeHref: string | null
}) {
  return (
    <Card title={TITLE} actions={changeHref && <ButtonLink href={changeHref}>Change plan</ButtonLink>}>
      {subscription ? (
        <PlanDetails subscription={subscription} />
      ) : (
        <p>
          <span className="font-medium">Free.</span>{' '}
          <span className="text-kumo-subtle">No plan has been set for this zone.</span>
        </p>
      )}
    </Card>
  )
}

export function ZonePlanCardSkeleton() {
  return (
    <Card title={TITLE}>
      <Loading label="Loading the plan">
        <div className="space-y-3">
          <Skeleton className="w-40" />
          <Skeleton className="w-64 max-w-full" />
          <Skeleton className="w-56 max-w-full" />
        </div>
      </Loading>
    </Card>
  )
}
