import * as z from 'zod'

/** Cloudflare keeps its log for 18 months (tenant-api §6). */
export const KEPT_MONTHS = 18

/** The most rows that one CSV holds. */
export const EXPORT_ROWS = 10_000

// The values that the API takes (tenant-api §6); what the log itself holds may be anything.
export const RESULTS = ['success', 'failure'] as const
export const ACTION_TYPES = ['create', 'update', 'delete', 'view'] as const

/** The ranges that end now; without one it is the last seven days, and `custom` is from a day to a day. */
export const RANGES = { '24h': 'Last 24 hours', '': 'Last 7 days', '30d': 'Last 30 days' } as const
export type Range = keyof typeof RANGES | 'custom'

const DAY_MS = 86_400_000
const LENGTHS: Record<keyof typeof RANGES, number> = { '24h': DAY_MS, '': 7 * DAY_MS, '30d': 30 * DAY_MS }

// No field holds control characters.
const text = z
  .string()
  .trim()
  .max(200, 'This is too long.')
  .refine((value) => !/\p{Cc}/u.test(value), 'This contains characters that cannot be searched for.')
const choice = <const T extends readonly string[]>(values: T) =>
  z.enum(['' as const, ...values], 'Choose a value from the list.')
const day = z.iso.date('This is not a date.').or(z.literal(''))

/** The filters of the URL. '' stands for no filter; days are UTC and both are included. */
const filters = z.object({
  range: choice(['24h', '30d', 'custom']),
  from: day,
  to: day,
  result: choice(RESULTS),
  action: choice(ACTION_TYPES),
  product: text,
  actor: text,
  resource: text,
  zone: text,
  address: text.refine(
    (value) => value === '' || z.union([z.ipv4(), z.ipv6()]).safeParse(value).success,
    'Enter a complete IP address, such as 192.0.2.10.',
  ),
  ray: text
    .transform(bareRay)
    .refine(
      (ray) => ray === '' || /^[0-9a-f]{16}$/.test(ray),
      'Enter the 16 letters and digits of a Ray ID.',
    ),
})
export type LogFilter = z.output<typeof filters>
export type FilterName = keyof LogFilter

/** The filters' names in the URL. */
export const FILTER_NAMES = filters.keyof().options
/** Those that are seldom needed. */
export const MORE_FILTERS = ['actor', 'resource', 'zone', 'address', 'ray'] as const satisfies FilterName[]

export type SearchParams = Record<string, string | string[] | undefined>

export type LogQuery = {
  filter: LogFilter
  /** ISO moments; the API demands both. The second is not included. */
  since: string
  before: string
  /** What cannot be asked for, by field. While there is one, nothing is. */
  errors: Partial<Record<FilterName, string>>
}

/** What the parameters of an address ask for, with the range in moments. Never throws. */
export function readLogQuery(params: SearchParams, now: Date): LogQuery {
  const filter = Object.fromEntries(FILTER_NAMES.map((name) => [name, ''])) as LogFilter
  const errors: LogQuery['errors'] = {}
  for (const name of FILTER_NAMES) {
    const parsed = filters.shape[name].safeParse(one(params[name]))
    if (parsed.success) Object.assign(filter, { [name]: parsed.data })
    else errors[name] = parsed.error.issues[0]!.message
  }
  const { from, to } = rangeOf(filter, now)
  if (filter.range === 'custom') {
    const oldest = oldestDay(now)
    if (from < oldest) errors.from ??= `Cloudflare keeps ${KEPT_MONTHS} months: choose ${oldest} or later.`
    else if (from > dayOf(now)) errors.from ??= 'This day is in the future.'
    else if (from > to && !errors.to) errors.from ??= 'The start is after the end.'
  }
  const before = filter.range === 'custom' ? Math.min(Date.parse(to) + DAY_MS, now.getTime()) : now.getTime()
  const since = filter.range === 'custom' ? Date.parse(from) : before - LENGTHS[filter.range]
  return {
    filter,
    since: new Date(since).toISOString(),
    before: new Date(before).toISOString(),
    errors,
  }
}

/** The days, both included, that a filter's range stands for: what the date fields show. */
export function rangeOf({ range, from, to }: LogFilter, now: Date): { from: string; to: string } {
  if (range !== 'custom') return { from: dayOf(new Date(now.getTime() - LENGTHS[range])), to: dayOf(now) }
  const end = to || dayOf(now)
  return { from: from || dayOf(new Date(Date.parse(end) - 6 * DAY_MS)), to: end }
}

/** The first day that Cloudflare's log still holds whole. */
export function oldestDay(now: Date): string {
  const date = new Date(now)
  date.setUTCMonth(date.getUTCMonth() - KEPT_MONTHS)
  return dayOf(date)
}

/** The part of a filter that is set, as parameters of an address. */
export function setFilters(filter: LogFilter): Partial<LogFilter> {
  const days: string[] = filter.range === 'custom' ? [] : ['from', 'to']
  return Object.fromEntries(
    Object.entries(filter).filter(([name, value]) => value !== '' && !days.includes(name)),
  )
}

/** Moments as the second and later pages name them, so that all pages are of one range. */
export const LogReach = z.object({
  since: z.iso.datetime(),
  before: z.iso.datetime(),
  cursor: z.string().min(1).max(4000),
})
export type LogReach = z.output<typeof LogReach>

/** The id and the time of one row, by which it is found again. */
export const EntryKey = z.object({ id: z.string().min(1).max(200), at: z.iso.datetime() })
export type EntryKey = z.output<typeof EntryKey>

/**
 * Whether an act of Cloudflare's log is one of ours. `perhaps`: our credentials were used while an act of ours was under
 * way, or lost its answer and with it the Ray ID that would prove it. `outside`: our credentials, and no act of ours.
 */
export type Origin = {
  kind: 'here' | 'perhaps' | 'outside'
  /** "made here, by Dana Whitlock". */
  words: string
  email: string | null
  /** The act's own row in our record. */
  eventId: string | null
}

export type Actor = {
  email: string | null
  tokenName: string | null
  id: string | null
  type: string | null
}

/** One row of the list. Cloudflare may leave out any field. */
export type LogLine = {
  id: string | null
  at: string | null
  description: string | null
  action: string | null
  result: string | null
  actor: Actor
  product: string | null
  resourceType: string | null
  resourceId: string | null
  zone: { id: string | null; name: string | null } | null
  /** Null where somebody else acted. */
  origin: Origin | null
}

/** `unread`: rows of this page that came and cannot be read. */
export type LogPage = {
  lines: LogLine[]
  unread: number
  since: string
  before: string
  cursor: string | null
}

/** One row in full. Credentials and Know-Your-Customer data are masked. */
export type LogEntry = LogLine & {
  context: string | null
  tokenId: string | null
  address: string | null
  userAgent: string | null
  ray: string | null
  method: string | null
  uri: string | null
  status: number | null
  /** As JSON, null where there is none. */
  request: string | null
  response: string | null
  whole: string
}

/** A heading of the filter "Product" with what is under it. */
/** Not complete: there may be products that could not be read. */
export type ProductGroups = { groups: ProductGroup[]; complete: boolean }
export type ProductGroup = { label: string; options: { value: string; label: string }[] }

/** In front of a product category's name, to tell it from a product. */
export const CATEGORY = 'in:'

/** A Ray ID as Cloudflare's log has it: lower case, without the place at its end. */
export function bareRay(ray: string): string {
  return ray
    .trim()
    .toLowerCase()
    .replace(/-[a-z]{3}$/, '')
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10)

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}
