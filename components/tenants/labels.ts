import type { StatusTone } from '@/components/ui/status-badge'
import type { EntitlementRow } from '@/lib/tenants/schema'

/** Takes a status or a type as it comes, unknown ones too; returns it as shown. */
export const word = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Takes a status; returns its colour. */
export const toneOf = (status: string): StatusTone => (status === 'active' ? 'success' : 'neutral')

/** Takes what an entitlement is worth; returns it in words. */
export function worth({ value }: Pick<EntitlementRow, 'value'>): string | null {
  if (value === null) return null
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return value === 0 ? 'None' : `Up to ${value.toLocaleString('en')}`
}
