'use client'
import type { ComponentProps } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Breakable } from '@/components/ui/breakable'
import { RadioCards } from '@/components/ui/radio-cards'
import type { OfferedPlan, OfferedProduct } from '@/lib/subscriptions/schema'
import { listPriceText } from './labels'

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
} & Pick<ComponentProps<typeof RadioCards>, 'name' | 'value' | 'onChange' | 'onBlur' | 'error' | 'ref'>) {
  const shut = product.plans.filter(({ id, refusal }) => refusal && !tried.includes(id))
  return (
    <div>
      <RadioCards
        {...radio}
        label={product.name}
        hint={product.description}
        options={product.plans.map((plan) => ({
          value: plan.id,
          label: plan.label,
          disabled: shut.includes(plan),
          description: <Says plan={plan} />,
        }))}
      />
      {shut.length > 0 && (
        <div className="mt-2 flex flex-wrap gap-2">
          {shut.map(({ id }) => (
            <Button key={id} size="sm" onClick={() => onTry(id)}>
              Try {id} again
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}

function Says({ plan: { id, label, description, listPrice, refusal } }: { plan: OfferedPlan }) {
  return (
    <>
      {id !== label && (
        <span className="block">
          <Breakable>{id}</Breakable>
        </span>
      )}
      {description && <span className="block">{description}</span>}
      {listPrice && <span className="block">{listPriceText(listPrice)}</span>}
      {refusal && <span className="block">{refusal.reason}</span>}
    </>
  )
}
