import { ROLE_SUMMARY, ROLES } from '@/lib/auth/permissions'
import type { PersonStatus } from '@/lib/staff/schema'
import type { StatusTone } from '@/components/ui/status-badge'

/** For a word of ours that stands alone. */
export const titled = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

export const STATUS: Record<PersonStatus, { label: string; tone: StatusTone }> = {
  active: { label: 'Active', tone: 'success' },
  invited: { label: 'No password yet', tone: 'info' },
  disabled: { label: 'Disabled', tone: 'neutral' },
}

export const ROLE_OPTIONS = ROLES.map((role) => ({
  value: role,
  label: titled(role),
  description: ROLE_SUMMARY[role],
}))
