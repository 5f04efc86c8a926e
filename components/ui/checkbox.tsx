'use client'
import { Checkbox as KumoCheckbox } from '@cloudflare/kumo/components/checkbox'
import type { ComponentProps, ReactNode } from 'react'
import { Below, described, useFieldId } from './form-field'
import { useHydrated } from './hydrated'

/** A tick with its sentence as the label. */
export function CheckboxField({
  label,
  hint,
  error,
  checked,
  onChange,
  ...rest
}: {
  label: string
  hint?: ReactNode
  error?: string
  checked: boolean
  onChange: (checked: boolean) => void
} & Pick<ComponentProps<typeof KumoCheckbox>, 'name' | 'disabled' | 'ref'> & { onBlur?: () => void }) {
  const id = useFieldId(undefined)
  const hydrated = useHydrated()
  // The label that Kumo draws names it.
  const { 'aria-labelledby': _, ...aria } = described(id, { hint, error })
  return (
    <div>
      {/* A tick made before the script was there would not last. */}
      <div className="wrap-anywhere" inert={!hydrated}>
        <KumoCheckbox label={label} checked={checked} onCheckedChange={onChange} {...rest} {...aria} />
      </div>
      <div className="pl-6">
        <Below id={id} hint={hint} error={error} />
      </div>
    </div>
  )
}
