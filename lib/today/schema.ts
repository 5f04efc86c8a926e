import * as z from 'zod'
import { wholeText } from '@/lib/core/names'
import { ChosenTenant } from '@/lib/tenants/schema'
import { REASON_MAX, SNOOZE_DAYS } from './constants'

const orNone = <T extends z.ZodType>(value: T) => value.or(z.literal('')).catch('')
const Id = z.string().min(1).max(64)

export const URGENCIES = ['now', 'soon', 'later'] as const
export type Urgency = (typeof URGENCIES)[number]

/** What is shown: what needs somebody, what is snoozed, or what was done lately. */
export const SHOWN = ['open', 'snoozed', 'done'] as const

/** What the address of Today says; whatever makes no sense falls back. `owner`: `me`, `nobody` or an id of staff. */
export const WorkQuery = z.object({
  show: z.enum(SHOWN).catch('open'),
  kind: orNone(z.string().max(64)),
  unit: orNone(Id),
  owner: orNone(z.enum(['me', 'nobody']).or(z.uuid())),
  urgency: orNone(z.enum(URGENCIES)),
  account: orNone(Id),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  tenant: ChosenTenant,
})
export type WorkQuery = z.output<typeof WorkQuery>

/** A page of the list, and beyond. */
const Items = z.array(z.uuid()).min(1, 'Select items first.').max(200)

export const TakeWork = z.object({ ids: Items })
export const HandOverWork = z.object({ ids: Items, to: z.uuid('Choose a colleague.') })
export const SnoozeWork = z.object({
  ids: Items,
  /** Only these entries, or all of their kind and customer, also those to come. */
  scope: z.enum(['entries', 'kind']),
  reason: z
    .string()
    .trim()
    .min(1, 'Say why this can wait.')
    .max(REASON_MAX, `This can have at most ${REASON_MAX} characters.`)
    .superRefine(wholeText),
  days: z.coerce
    .number('Enter a number of days.')
    .int('Enter a whole number of days.')
    .min(1, 'Enter at least one day.')
    .max(SNOOZE_DAYS, `Snooze for at most ${SNOOZE_DAYS} days.`),
})

export const RefreshWork = z.object({ id: z.uuid() })

/** What an act on several entries came to. */
export type WorkOutcome = {
  done: number
  /** Why others were left, a sentence each. */
  left: string[]
}

/** An entry as the list shows it. */
export type WorkRow = {
  id: string
  kind: string
  subject: string | null
  detail: string
  account: { id: string | null; name: string | null } | null
  unitName: string | null
  urgency: Urgency
  since: string
  until: string | null
  /** That is over. */
  overdue: boolean
  owner: { id: string; name: string; me: boolean } | null
  /** Null where nothing can be done or seen. */
  next: { label: string; href: string } | null
  snoozed: { until: string; reason: string; by: string; wholeKind: boolean } | null
  solvedAt: string | null
}

export type WorkPage = {
  rows: WorkRow[]
  totalCount: number
  /** What there is to choose from in the filters, with how many. */
  kinds: WorkChoice[]
  units: WorkChoice[]
  owners: WorkChoice[]
  snoozed: number
  /** When was last looked; null where never. */
  lookedAt: string | null
  /** Kinds that could not be looked for. */
  failed: string[]
  /** What is not read yet of what the list is made of; null where all is. */
  unread: { accounts: number; of: number | null } | null
}
export type WorkChoice = { value: string; label: string }
