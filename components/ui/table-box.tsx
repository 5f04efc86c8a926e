'use client'
import { Checkbox } from '@cloudflare/kumo/components/checkbox'

/** The box of a row, or over all of them. A press beside it counts too. Fetched by itself, so it is a default export. */
export default function TableBox({
  label,
  onChange,
  ...state
}: {
  label: string
  checked: boolean
  indeterminate?: boolean
  onChange: (checked: boolean, upTo: boolean) => void
}) {
  return (
    <Checkbox
      aria-label={label}
      {...state}
      onCheckedChange={(checked, details) => onChange(checked, (details?.event as MouseEvent).shiftKey)}
      className="relative before:absolute before:-inset-3 before:content-['']"
    />
  )
}
