import type { StatusTone } from '@/components/ui/status-badge'
import type { ZoneType } from '@/lib/zones/constants'

/** Unknown statuses and types are shown as upstream calls them. */
export const word = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export const STATUS_TONES: Record<string, StatusTone> = {
  active: 'success',
  pending: 'warning',
  initializing: 'warning',
  moved: 'danger',
}

export const TYPES: Record<ZoneType, { label: string; says: string }> = {
  full: { label: 'Full', says: 'Cloudflare is the domain’s DNS. Its name servers are set at the registrar.' },
  partial: {
    label: 'Partial',
    says: 'DNS stays where it is, and individual names point to Cloudflare by CNAME. Needs a Business or Enterprise plan.',
  },
  secondary: {
    label: 'Secondary',
    says: 'Cloudflare copies the records from the domain’s own primary DNS. Needs an Enterprise plan.',
  },
  internal: {
    label: 'Internal',
    says: 'Answers only inside the customer’s own network, through Cloudflare Gateway.',
  },
}

/** As the dashboard calls it. */
export const typeName = (type: string) => TYPES[type as ZoneType]?.label ?? word(type)
