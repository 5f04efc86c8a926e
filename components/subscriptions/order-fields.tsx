'use client'
import { SelectField, TextField, type FieldOf } from '@/components/ui/form-field'
import { componentLabel, isUnread } from '@/lib/subscriptions/constants'
import type { LoadedPlan, Offer, OfferedPlan } from '@/lib/subscriptions/schema'
import { componentHint } from './labels'

/** How often a plan is billed, and its components. */
export function OrderFields({
  plan,
  frequencies,
  loaded = null,
  field,
}: {
  plan: OfferedPlan
  frequencies: Offer['frequencies']
  /** What is there now. */
  loaded?: LoadedPlan
  field: FieldOf<'frequency' | `components.${string}`>
}) {
  return (
    <>
      <SelectField label="Frequency" hint="How often Cloudflare bills it." {...field('frequency')}>
        {frequencies.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      {plan.components.map((component) => {
        const { name } = component
        const unread = isUnread(loaded, name)
        return (
          <TextField
            key={name}
            label={componentLabel(name)}
            optional={!unread}
            inputMode="numeric"
            placeholder={component.default === null || unread ? undefined : String(component.default)}
            hint={
              unread ? UNREAD : (componentHint(component, plan.currency) ?? 'Cloudflare’s default when empty')
            }
            {...field(`components.${name}`)}
          />
        )
      })}
    </>
  )
}

const UNREAD = 'Its current value cannot be read. If left empty, it would be reset.'
