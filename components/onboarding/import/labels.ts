import type { RowState } from '@/lib/onboarding/import-schema'

/** Of a duration that is an estimate: "a minute", "25 minutes", "4 hours". */
export function lastingAbout(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60))
  if (minutes === 1) return 'a minute'
  if (minutes < 100) return `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}

/** As it stands alone: "Completed with problems". */
export const stateLabel = (state: RowState) => state.charAt(0).toUpperCase() + state.slice(1)
