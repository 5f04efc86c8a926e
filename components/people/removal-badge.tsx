import { StatusBadge, type StatusTone } from '@/components/ui/status-badge'
import { RUN_LABELS } from '@/lib/onboarding/run-constants'
import type { RunStatus, StepState } from '@/lib/onboarding/schema'

const TONES: Record<RunStatus, StatusTone> = {
  queued: 'neutral',
  running: 'info',
  waiting: 'info',
  paused: 'warning',
  stopped: 'neutral',
  completed: 'success',
  problems: 'danger',
}

export function RemovalBadge({ status, stopping = false }: { status: RunStatus; stopping?: boolean }) {
  if (stopping) return <StatusBadge tone="warning">Stopping</StatusBadge>
  return <StatusBadge tone={TONES[status]}>{RUN_LABELS[status]}</StatusBadge>
}

const STEPS: Record<StepState, { label: string; tone: StatusTone }> = {
  waiting: { label: 'Waiting', tone: 'neutral' },
  sending: { label: 'Sending', tone: 'info' },
  done: { label: 'Removed', tone: 'success' },
  paused: { label: 'Paused', tone: 'warning' },
  unknown: { label: 'Not known', tone: 'warning' },
  skipped: { label: 'Nothing to remove', tone: 'neutral' },
  failed: { label: 'Not removed', tone: 'danger' },
}

/** What became of one account; `over`: nothing more is sent. */
export function StepBadge({ state, over }: { state: StepState; over: boolean }) {
  if (over && state === 'waiting') return <StatusBadge>Not begun</StatusBadge>
  const { label, tone } = STEPS[state]
  return <StatusBadge tone={tone}>{label}</StatusBadge>
}
