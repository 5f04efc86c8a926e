import type { RunStatus, StepKind, StepState } from './schema'

// Apart from the schema, so that a page that only names these does not load what checks them.

export const RUN_LABELS: Record<RunStatus, string> = {
  queued: 'Queued',
  running: 'Running',
  waiting: 'Waiting',
  paused: 'Paused',
  stopped: 'Stopped',
  completed: 'Completed',
  problems: 'Completed with problems',
}

export const STEP_LABELS: Record<StepState, string> = {
  waiting: 'Waiting',
  sending: 'Sending',
  done: 'Done',
  paused: 'Paused',
  unknown: 'Unknown',
  skipped: 'Skipped',
  failed: 'Failed',
}

/** What a step does; what it does it to follows. */
export const KIND_LABELS: Record<StepKind, string> = {
  account: 'Create account',
  member: 'Invite',
  zone: 'Add zone',
  plan: 'Set plan of',
  subscription: 'Add subscription',
  'service-user': 'Create service user',
  'read-back': 'Compare with the order',
}

/** A run that moves by itself, and one that may move again. What is neither has ended. */
export const MOVING: readonly RunStatus[] = ['queued', 'running', 'waiting']
export const OPEN: readonly RunStatus[] = [...MOVING, 'paused']

/** How long a run may stand still, while nothing is waited for, before a person is told. */
export const STUCK_AFTER_MS = 15 * 60_000

/** Cloudflare deletes a zone on the Free plan that is pending for so long (tenant-api §11). */
export const PENDING_DAYS = 28

export const RUNS_PAGE = 50
/** Of one act on several. */
export const RUNS_AT_ONCE = 5_000

/** What has a form of its own; and what an order can do without. */
export const MENDABLE: readonly StepKind[] = ['account', 'member', 'zone', 'plan', 'subscription']
export const SKIPPABLE: readonly StepKind[] = ['member', 'zone', 'plan', 'subscription', 'service-user']

export const runHref = (id: string) => `/onboarding/runs/${id}`
export const mendHref = (id: string, key: string) => `${runHref(id)}/mend?step=${encodeURIComponent(key)}`
