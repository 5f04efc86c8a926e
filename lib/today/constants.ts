import type { Urgency } from './schema'

// Apart from the schema, so that a page that only names these does not load what checks them.

/** Nothing is put off for longer. */
export const SNOOZE_DAYS = 30
export const REASON_MAX = 300

export const WORK_PAGE = 50

export const URGENCY_LABELS: Record<Urgency, string> = { now: 'Now', soon: 'Soon', later: 'Later' }

/** What the filters of Today are called in its address. */
export const WORK_FILTER_NAMES = ['kind', 'unit', 'owner', 'urgency', 'account'] as const
