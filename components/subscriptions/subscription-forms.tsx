'use client'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import {
  addSubscription,
  changeSubscription,
  settleAddition,
  settleChange,
} from '@/lib/subscriptions/actions'
import type { LoadedPlan, Offer } from '@/lib/subscriptions/schema'
import { OrderForm } from './order-form'

/** Adds a subscription from the catalogue to an account. */
export function AddSubscriptionForm({ accountId, offer }: { accountId: string; offer: Offer }) {
  const router = useRouter()
  const back = `/accounts/${accountId}/subscriptions`
  return (
    <OrderForm
      label="Add a subscription"
      offer={offer}
      now={null}
      draft={`add-subscription:${accountId}`}
      searchable
      verb="Add subscription"
      deed="The subscription was added"
      back={back}
      action={addSubscription}
      inputOf={(order, { confirmDuplicate }) => ({ ...order, accountId, confirmDuplicate })}
      lookAction={settleAddition}
      lookInputOf={({ ratePlanId }) => ({ accountId, ratePlanId })}
      onDone={() => {
        toast('The subscription was added')
        router.arrive(back)
      }}
    />
  )
}

/** Changes a subscription within its product. */
export function ChangeSubscriptionForm({
  accountId,
  subscriptionId,
  now,
  offer,
}: {
  accountId: string
  subscriptionId: string
  now: LoadedPlan
  offer: Offer
}) {
  const router = useRouter()
  const back = `/accounts/${accountId}/subscriptions`
  return (
    <OrderForm
      label="Change subscription"
      offer={offer}
      now={now}
      draft={`change-subscription:${subscriptionId}`}
      verb="Change subscription"
      deed="The subscription was changed"
      back={back}
      action={changeSubscription}
      inputOf={(order, { loaded }) => ({ ...order, accountId, subscriptionId, loaded })}
      lookAction={settleChange}
      lookInputOf={(order, loaded) => ({ ...order, accountId, subscriptionId, loaded })}
      onDone={() => {
        toast('The subscription was changed')
        router.arrive(back)
      }}
    />
  )
}
