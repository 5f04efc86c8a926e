import * as z from 'zod'

/** The outcome of a step, as the screen says it. `in-progress`: begun, and no outcome is on record yet. */
export const RESULTS = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  unknown: 'Unknown',
  denied: 'Denied',
  'in-progress': 'In progress',
} as const
export type ActivityResult = keyof typeof RESULTS

/** For the filter "Person": acts of Tenantdesk itself, and acts of somebody who was not signed in. */
export const SYSTEM = 'system'
export const NOBODY = 'nobody'

// No field holds control characters, and PostgreSQL takes no NUL.
const text = z
  .string()
  .trim()
  .max(200)
  .refine((value) => !/\p{Cc}/u.test(value))

/** What a search takes at least. Shorter ones, and those of signs alone, would look at every row there is. */
export const LEAST = 3
export const TOO_SHORT = `Type at least ${LEAST} characters, including two letters or digits in a row.`
const searched = text.refine(
  (value) => value === '' || ([...value].length >= LEAST && /[\p{L}\p{N}]{2}/u.test(value)),
)

/** The filters of the URL. '' stands for no filter; days are UTC and both are included. */
const filters = z.object({
  q: searched,
  person: z.uuid().or(z.enum(['', SYSTEM, NOBODY])),
  action: text,
  result: z.enum(Object.keys(RESULTS) as [ActivityResult, ...ActivityResult[]]).or(z.literal('')),
  account: searched,
  from: z.iso.date().or(z.literal('')),
  to: z.iso.date().or(z.literal('')),
})
export type ActivityFilter = z.infer<typeof filters>

/** The filters' names in the URL. */
export const FILTER_NAMES = filters.keyof().options

/** Rows on one side of a row: `before` it in time (older), or `after` it. It names a row, so pages do not shift. */
export type Cursor = { side: 'before' | 'after'; seq: bigint }

/** What actions are called, by their names. One that is not known any more is called by its name. */
export type Labels = Readonly<Record<string, string>>

export type SearchParams = Record<string, string | string[] | undefined>

export type ActivityQuery = {
  filter: ActivityFilter
  cursor: Cursor | null
  event: string | null
  /** Filters of the address that mean nothing, such as a 30th of February. They are left out, and that must be said. */
  unreadable: (keyof ActivityFilter)[]
}

/** What the parameters of an address ask for. `labels`: the actions that there are. Never throws. */
export function readActivityQuery(params: SearchParams, labels: Labels): ActivityQuery {
  const filter = Object.fromEntries(FILTER_NAMES.map((name) => [name, ''])) as ActivityFilter
  const unreadable: (keyof ActivityFilter)[] = []
  for (const name of FILTER_NAMES) {
    const parsed = filters.shape[name].safeParse(one(params[name]))
    const known = name !== 'action' || !parsed.data || Object.hasOwn(labels, parsed.data)
    if (parsed.success && known) Object.assign(filter, { [name]: parsed.data })
    else unreadable.push(name)
  }
  const cursor = /^(before|after)-(\d{1,18})$/.exec(one(params.page))
  const event = z.uuid().safeParse(one(params.event))
  return {
    filter,
    cursor: cursor && { side: cursor[1] as Cursor['side'], seq: BigInt(cursor[2]!) },
    event: event.success ? event.data : null,
    unreadable,
  }
}

/** The parameters of an address in their one spelling, without the open line. */
export function addressOf({ filter, cursor }: ActivityQuery): Partial<ActivityFilter> & { page?: string } {
  return { ...setFilters(filter), ...(cursor && { page: `${cursor.side}-${cursor.seq}` }) }
}

/** The part of a filter that is set. */
export function setFilters(filter: ActivityFilter): Partial<ActivityFilter> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''))
}

/** One step of an operation, as a line of the list. */
export type ActivityLine = {
  id: string
  /** ISO. */
  at: string
  person: string
  /** Its name; what it is called is known above (`lib/commands`). */
  action: string
  target: { id: string | null; name: string | null; type: string | null }
  account: { id: string | null; name: string | null } | null
  result: ActivityResult
  durationMs: number | null
}

export type ActivityPage = {
  lines: ActivityLine[]
  /** Values of the parameter `page` for the neighbouring pages. */
  newer: string | null
  older: string | null
}

export type ActivityCall = {
  method: string
  path: string
  status: number | null
  ray: string | null
  codes: number[]
  durationMs: number
}

/** Everything that is on record about one step. */
export type ActivityEvent = ActivityLine & {
  role: string | null
  /** ISO; set where Tenantdesk closed it later in the person's name, because its outcome was not recorded at the time. */
  begunAt: string | null
  /** Null for those who may not read the activity of everyone. */
  origin: { sessionId: string | null; address: string | null; userAgent: string | null } | null
  request: Record<string, unknown> | null
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  calls: ActivityCall[]
  errorCode: string | null
  errorText: string | null
  requestId: string
  operationId: string
  /** Every row of the same operation in the order it was written, this one included. */
  operation: (Pick<ActivityLine, 'id' | 'at' | 'action' | 'target' | 'durationMs'> & {
    phase: 'attempted' | Exclude<ActivityResult, 'in-progress'>
  })[]
}

export type PersonOption = { value: string; label: string }

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}
