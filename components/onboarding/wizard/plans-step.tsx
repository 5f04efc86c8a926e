'use client'
import { useState } from 'react'
import { OrderFields } from '@/components/subscriptions/order-fields'
import { PlanChoice } from '@/components/subscriptions/plan-choice'
import { Card } from '@/components/ui/card'
import { SelectField, type FieldOf } from '@/components/ui/form-field'
import { RadioCards } from '@/components/ui/radio-cards'
import type { FieldErrors } from '@/lib/core/errors'
import { NO_ORDER } from '@/lib/onboarding/draft-constants'
import type { TypedOrder } from '@/lib/onboarding/draft-schema'
import type { Offer } from '@/lib/subscriptions/schema'
import { readDomains } from '@/lib/zones/constants'
import { StepForm } from './step-form'
import { useStep, useWizard } from './use-wizard'

/** Which plan each domain gets: one for all, or its own. */
export function PlansStep({ offer }: { offer: Offer }) {
  const { content } = useWizard()
  const { value, errors, set, touch } = useStep('plans')
  const [tried, setTried] = useState<string[]>([])
  const { domains } = readDomains(content.zones.text)
  return (
    <StepForm step="plans">
      <Card
        title="Zone plans"
        description={
          <>
            Plan IDs from{' '}
            <a href={offer.source} target="_blank" rel="noreferrer" className="underline">
              Cloudflare’s list
            </a>{' '}
            of {offer.date}, which Cloudflare calls a sample. Your agreement decides what can be sold.
          </>
        }
      >
        <div className="space-y-6">
          <RadioCards
            label="Plans"
            value={value.each ? 'each' : 'all'}
            onChange={(chosen) => set({ each: chosen === 'each' })}
            options={[
              {
                value: 'all',
                label: 'One for all domains',
                description: 'Also for domains that are added later here.',
              },
              { value: 'each', label: 'Per domain', description: 'Each domain has a plan of its own.' },
            ]}
          />
          {value.each ? null : (
            <>
              <RadioCards
                label="No plan"
                value={value.all.ratePlanId === '' ? 'none' : ''}
                onChange={() => set({ all: NO_ORDER })}
                options={[
                  {
                    value: 'none',
                    label: 'Leave as Cloudflare makes it',
                    description: 'A new zone is on the Free plan. Nothing is ordered.',
                  },
                ]}
              />
              {offer.products.map((product) => (
                <PlanChoice
                  key={product.name}
                  product={product}
                  tried={tried}
                  onTry={(id) => setTried([...tried, id])}
                  value={value.all.ratePlanId}
                  onChange={(id) => set({ all: begun(id, offer) })}
                />
              ))}
            </>
          )}
        </div>
      </Card>
      {value.each ? (
        domains.length === 0 ? (
          <p className="text-kumo-subtle">There are no domains yet. Enter them in the step Zones.</p>
        ) : (
          domains.map(({ name, typed }) => (
            <Card key={name} title={typed}>
              <div className="grid gap-5 sm:grid-cols-2">
                <PlanSelect
                  label="Plan"
                  none="Leave as Cloudflare makes it (Free)"
                  offer={offer}
                  order={value.by[name] ?? NO_ORDER}
                  errors={errors}
                  at={`by.${name}.`}
                  touch={touch}
                  onChange={(order) => set({ by: { ...value.by, [name]: order } })}
                />
              </div>
            </Card>
          ))
        )
      ) : (
        value.all.ratePlanId !== '' && (
          <Card title={`Order of ${planOf(offer, value.all.ratePlanId)?.label ?? value.all.ratePlanId}`}>
            <div className="grid gap-5 sm:grid-cols-2">
              <Details
                offer={offer}
                order={value.all}
                errors={errors}
                at="all."
                touch={touch}
                onChange={(all) => set({ all })}
              />
            </div>
          </Card>
        )
      )}
    </StepForm>
  )
}

type Ordering = {
  offer: Offer
  order: TypedOrder
  errors: FieldErrors
  /** Where in the step the order is: what its errors' names begin with. */
  at: string
  touch: (field: string) => void
  onChange: (order: TypedOrder) => void
}

function PlanSelect({ label, none, ...ordering }: { label: string; none: string } & Ordering) {
  const { offer, order, errors, at, onChange } = ordering
  return (
    <>
      <SelectField
        label={label}
        value={order.ratePlanId}
        error={errors[`${at}ratePlanId`]}
        hint={planOf(offer, order.ratePlanId)?.refusal?.reason}
        onChange={({ target }) => onChange(begun(target.value, offer))}
      >
        <option value="">{none}</option>
        {offer.products.map(({ name, plans }) => (
          <optgroup key={name} label={name}>
            {plans.map(({ id, label: called }) => (
              <option key={id} value={id}>
                {called === id ? id : `${called} (${id})`}
              </option>
            ))}
          </optgroup>
        ))}
      </SelectField>
      {order.ratePlanId !== '' && <Details {...ordering} />}
    </>
  )
}

/** Frequency and components of one order. */
export function Details({ offer, order, errors, at, touch, onChange }: Ordering) {
  const plan = planOf(offer, order.ratePlanId)
  if (!plan)
    return (
      <p className="text-kumo-danger">
        {order.ratePlanId} is not in this console’s plan list. Choose another plan.
      </p>
    )
  const field: FieldOf<'frequency' | `components.${string}`> = (name) => {
    const component = name.startsWith('components.') ? name.slice('components.'.length) : null
    return {
      name: at + name,
      value: component === null ? order.frequency : (order.components[component] ?? ''),
      error: errors[at + name],
      onBlur: () => touch(at + name),
      onChange: ({ target: { value } }) =>
        onChange(
          component === null
            ? { ...order, frequency: value }
            : { ...order, components: { ...order.components, [component]: value } },
        ),
    }
  }
  return <OrderFields plan={plan} frequencies={offer.frequencies} field={field} />
}

/** A plan that was just chosen: nothing of another one goes with it. */
export const begun = (ratePlanId: string, { frequencies }: Offer): TypedOrder =>
  ratePlanId === '' ? NO_ORDER : { ratePlanId, frequency: frequencies[0]?.value ?? '', components: {} }

export const planOf = ({ products }: Offer, id: string) =>
  products.flatMap(({ plans }) => plans).find((plan) => plan.id === id)
