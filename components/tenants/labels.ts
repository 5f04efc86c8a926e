import type { StatusTone } from '@/components/ui/status-badge'
import type { EntitlementRow } from '@/lib/tenants/schema'

/** Unknown statuses and types are shown as upstream calls them. */
export const word = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export const toneOf = (status: string): StatusTone => (status === 'active' ? 'success' : 'neutral')

export function worth({ value }: Pick<EntitlementRow, 'value'>): string | null {
  if (value === null) return null
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return value === 0 ? 'None' : `Up to ${value.toLocaleString('en')}`
}
