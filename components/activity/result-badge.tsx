import { StatusBadge, type StatusTone } from '@/components/ui/status-badge'
import { RESULTS, type ActivityResult } from '@/lib/audit/schema'

const TONES: Record<ActivityResult, StatusTone> = {
  succeeded: 'success',
  failed: 'danger',
  unknown: 'warning',
  denied: 'danger',
  'in-progress': 'info',
}

export function ResultBadge({ result }: { result: ActivityResult }) {
  return <StatusBadge tone={TONES[result]}>{RESULTS[result]}</StatusBadge>
}
