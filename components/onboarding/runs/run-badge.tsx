import { StatusBadge, type StatusTone } from '@/components/ui/status-badge'
import { RUN_LABELS, STEP_LABELS } from '@/lib/onboarding/run-constants'
import type { RunStatus, RunView, StepState } from '@/lib/onboarding/schema'

const RUN_TONES: Record<RunStatus, StatusTone> = {
  queued: 'neutral',
  running: 'info',
  waiting: 'info',
  paused: 'warning',
  stopped: 'neutral',
  completed: 'success',
  problems: 'danger',
}

const STEP_TONES: Record<StepState, StatusTone> = {
  waiting: 'neutral',
  sending: 'info',
  done: 'success',
  paused: 'warning',
  unknown: 'warning',
  skipped: 'neutral',
  failed: 'danger',
}

/** Where a run stands. What is stuck, or about to stop, is called that. */
export function RunBadge({ status, stuck, stopping }: Pick<RunView, 'status' | 'stuck' | 'stopping'>) {
  if (stuck) return <StatusBadge tone="danger">Stuck</StatusBadge>
  if (stopping) return <StatusBadge tone="warning">Stopping</StatusBadge>
  return <StatusBadge tone={RUN_TONES[status]}>{RUN_LABELS[status]}</StatusBadge>
}

/** `over`: of a run that has ended. */
export function StepBadge({ state, over }: { state: StepState; over: boolean }) {
  if (over && state === 'waiting') return <StatusBadge>Not begun</StatusBadge>
  return <StatusBadge tone={STEP_TONES[state]}>{STEP_LABELS[state]}</StatusBadge>
}
