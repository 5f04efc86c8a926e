'use client'
import { useState } from 'react'
import { Controller, useWatch } from 'react-hook-form'
import { frequencyName } from '@/components/subscriptions/labels'
import { OrderFields } from '@/components/subscriptions/order-fields'
import { PlanChoice } from '@/components/subscriptions/plan-choice'
import { Card } from '@/components/ui/card'
import { useCommandForm } from '@/components/ui/use-command-form'
import type { MendForm } from '@/lib/onboarding/run-schema'
import { samePlan, toOrder } from '@/lib/subscriptions/constants'
import type { OrderForm } from '@/lib/subscriptions/schema'
import { MendFrame, useMend } from './mend-form'

const OWN = ['ratePlanId', 'frequency']

/** Of a zone, or of the account. */
export function MendPlan({ form: mend }: { form: MendForm & { kind: 'plan' | 'subscription' } }) {
  const { kind, order, offer } = mend
  const plans = offer.products.flatMap((product) => product.plans)
  // What was ordered may be Cloudflare's to choose, or not be offered any more.
  const frequencies = offer.frequencies.some(({ value }) => value === order.frequency)
    ? offer.frequencies
    : [{ value: order.frequency, label: frequencyName(order.frequency) }, ...offer.frequencies]
  const [tried, setTried] = useState<string[]>([])
  const { command, marked, save } = useMend(mend)
  const form = useCommandForm<OrderForm>({
    command: marked,
    start: {
      ratePlanId: plans.find(({ id }) => samePlan(id, order.ratePlanId))?.id ?? '',
      frequency: order.frequency,
      components: Object.fromEntries(order.componentValues.map(({ name, value }) => [name, String(value)])),
    },
    schema: async () => (await import('@/lib/subscriptions/schema')).OrderForm,
    draft: { name: `mend:${mend.runId}:${mend.key}` },
    onValid: (values) => {
      const chosen = toOrder(values, plan, null)
      save(kind === 'plan' ? { kind, plan: chosen } : { kind, order: chosen }, form.forgetDraft)
    },
  })
  const ratePlanId = useWatch({ control: form.control, name: 'ratePlanId' })
  const plan = plans.find(({ id }) => id === ratePlanId) ?? null
  return (
    <form {...form.attributes} aria-label="Plan" className="max-w-3xl space-y-6">
      <MendFrame form={mend} own={OWN} command={command}>
        <Card title={kind === 'plan' ? 'Plan' : 'Subscription'}>
          <div className="space-y-6">
            {offer.products.map((product) => (
              <Controller
                key={product.name}
                control={form.control}
                name="ratePlanId"
                render={({ field }) => (
                  <PlanChoice
                    product={product}
                    tried={tried}
                    onTry={(id) => setTried([...tried, id])}
                    error={product.plans.includes(plan!) ? form.errors.ratePlanId : undefined}
                    {...field}
                  />
                )}
              />
            ))}
          </div>
        </Card>
        {plan && (
          <Card title={`Order of ${plan.label}`} description={plan.id === plan.label ? undefined : plan.id}>
            <div className="grid gap-5 sm:grid-cols-2">
              <OrderFields plan={plan} frequencies={frequencies} field={form.field} />
            </div>
          </Card>
        )}
      </MendFrame>
    </form>
  )
}
