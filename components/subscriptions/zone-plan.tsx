'use client'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { setZonePlan, settleZonePlan } from '@/lib/subscriptions/actions'
import type { LoadedPlan, Offer } from '@/lib/subscriptions/schema'
import { OrderForm } from './order-form'

/** Sets or changes the plan of a zone. There is no deleting it: the way out is the free plan. */
export function ZonePlanForm({
  accountId,
  zoneId,
  zoneName,
  now,
  offer,
}: {
  accountId: string
  zoneId: string
  zoneName: string
  now: LoadedPlan
  offer: Offer
}) {
  const router = useRouter()
  const back = `/accounts/${accountId}/zones/${zoneId}`
  return (
    <OrderForm
      label="Plan"
      offer={offer}
      now={now}
      none="Free (no plan is set)"
      draft={`zone-plan:${zoneId}`}
      verb="Change plan"
      deed="The plan was changed"
      back={back}
      action={setZonePlan}
      inputOf={(order, { loaded }) => ({ ...order, accountId, zoneId, loaded })}
      lookAction={settleZonePlan}
      lookInputOf={(order, loaded) => ({ ...order, accountId, zoneId, loaded })}
      onDone={() => {
        toast(`The plan of ${zoneName} was changed`)
        router.arrive(back)
      }}
    />
  )
}
