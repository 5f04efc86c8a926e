'use client'
import type { ComponentProps } from 'react'
import { Button } from '@/components/ui/button'
import { RadioCards } from '@/components/ui/form-field'
import { money } from '@/components/ui/money'
import type { OfferedPlan, OfferedProduct } from '@/lib/subscriptions/schema'
import { frequencyName } from './words'

/** The plans of a product. A refused one is greyed, says why, and can be tried again. */
export function PlanChoice({
  product,
  tried,
  onTry,
  ...radio
}: {
  product: OfferedProduct
  /** Ids of refused plans that a person wants to try again. */
  tried: readonly string[]
  onTry: (id: string) => void
  error?: string
} & Omit<ComponentProps<'input'>, 'type' | 'value'>) {
  const shut = product.plans.filter(({ id, refusal }) => refusal && !tried.includes(id))
  return (
    <RadioCards
      {...radio}
      label={product.name}
      hint={
        (product.description || shut.length > 0) && (
          <>
            {product.description}
            {shut.length > 0 && (
              <span className="mt-2 flex flex-wrap gap-2">
                {shut.map(({ id }) => (
                  <Button key={id} size="sm" onClick={() => onTry(id)}>
                    Try {id} again
                  </Button>
                ))}
              </span>
            )}
          </>
        )
      }
      options={product.plans.map((plan) => ({
        value: plan.id,
        label: plan.label,
        disabled: shut.includes(plan),
        description: <Says plan={plan} />,
      }))}
    />
  )
}

function Says({ plan: { id, label, description, listPrice, refusal } }: { plan: OfferedPlan }) {
  return (
    <>
      {id !== label && <span className="block">{id}</span>}
      {description && <span className="block">{description}</span>}
      {listPrice && (
        <span className="block">
          Cloudflare’s list price {money(listPrice.amount, listPrice.currency)}
          {listPrice.frequency && `, ${frequencyName(listPrice.frequency).toLowerCase()}`}
        </span>
      )}
      {refusal && <span className="block">{refusal.reason}</span>}
    </>
  )
}
