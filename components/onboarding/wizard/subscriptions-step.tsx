'use client'
import { Card } from '@/components/ui/card'
import { ChoiceList } from '@/components/ui/choice-list'
import type { Offer } from '@/lib/subscriptions/schema'
import { begun, Details, planOf } from './plans-step'
import { StepForm } from './step-form'
import { useStep } from './use-wizard'

/** What the account itself subscribes to. */
export function SubscriptionsStep({ offer }: { offer: Offer }) {
  const { value, errors, set, touch } = useStep('subscriptions')
  const choices = offer.products.flatMap(({ name, plans }) =>
    plans.map(({ id, label, refusal }) => ({
      value: id,
      label: label === id ? id : `${label} (${id})`,
      description: refusal ? `${name}. ${refusal.reason}` : name,
    })),
  )
  return (
    <StepForm step="subscriptions">
      <Card title="Account subscriptions" description="Added to the account, for all of its domains.">
        <ChoiceList
          label="Subscriptions"
          choices={choices}
          value={value.orders.map(({ ratePlanId }) => ratePlanId)}
          onChange={(ids) =>
            set({
              orders: ids.map(
                (id) => value.orders.find(({ ratePlanId }) => ratePlanId === id) ?? begun(id, offer),
              ),
            })
          }
          error={errors.orders}
        />
      </Card>
      {value.orders.map((order, index) => (
        <Card key={order.ratePlanId} title={planOf(offer, order.ratePlanId)?.label ?? order.ratePlanId}>
          <div className="grid gap-5 sm:grid-cols-2">
            <Details
              offer={offer}
              order={order}
              errors={errors}
              at={`orders.${index}.`}
              touch={touch}
              onChange={(changed) =>
                set({ orders: value.orders.map((each) => (each === order ? changed : each)) })
              }
            />
          </div>
        </Card>
      ))}
    </StepForm>
  )
}
