import * as z from 'zod'
import { firstOf } from '@/lib/core/names'
import { ChosenTenant } from '@/lib/tenants/schema'

/** The columns that accounts are sorted by, as the address and the screen call them. */
export const SORT_LABELS = {
  name: 'Name',
  type: 'Type',
  unit: 'Tenant Unit',
  created: 'Created',
  zones: 'Zones',
  plan: 'Plan',
  members: 'Members',
  'two-factor': 'Two-factor',
  attention: 'Attention',
}
export type AccountSort = keyof typeof SORT_LABELS
export const ACCOUNT_SORTS = Object.keys(SORT_LABELS) as AccountSort[]

export const ACCOUNT_PAGE_SIZES = [10, 20, 50] as const

/** Stands in the address for those that have none. */
export const NONE = '-'

const NAME_MAX = 250

const choice = z.string().trim().min(1).max(200).optional().catch(undefined)
// An empty text would be read as 0.
const count = z
  .string()
  .regex(/^\d{1,7}$/)
  .transform(Number)
  .optional()
  .catch(undefined)
const day = z.iso.date().optional().catch(undefined)
const flag = z
  .literal('1')
  .transform(() => true)
  .optional()
  .catch(undefined)

/** What the address of the list of accounts says. Whatever makes no sense falls back, so that no link is ever broken. */
export const DirectoryQuery = z.object({
  /** A part of a name. */
  name: z
    .string()
    .transform((name) => firstOf(name.replace(/\p{Cc}/gu, ' ').trim(), NAME_MAX))
    .catch(''),
  type: choice,
  /** A tenant unit, with those below it. */
  unit: choice,
  /** The first and last day of creation, in UTC. */
  from: day,
  to: day,
  minZones: count,
  maxZones: count,
  plan: choice,
  minMembers: count,
  maxMembers: count,
  twoFactor: z.enum(['on', 'off', 'unknown']).optional().catch(undefined),
  attention: flag,
  /** Also those that are gone. */
  gone: flag,
  sort: z.enum(ACCOUNT_SORTS).catch('name'),
  direction: z.enum(['asc', 'desc']).catch('asc'),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  size: z.coerce.number().pipe(z.literal(ACCOUNT_PAGE_SIZES)).catch(20),
  tenant: ChosenTenant,
})
export type DirectoryQuery = z.infer<typeof DirectoryQuery>

/** What can be filtered by, as the address calls it. */
export const ACCOUNT_FILTERS = [
  'name',
  'type',
  'unit',
  'from',
  'to',
  'minZones',
  'maxZones',
  'plan',
  'minMembers',
  'maxMembers',
  'twoFactor',
  'attention',
  'gone',
] as const satisfies (keyof DirectoryQuery)[]

/** What the address says of the filters, the order and the page size: what is at its default stays out. */
export function directoryAddress(query: DirectoryQuery): Record<string, string | number | null> {
  const { attention, gone, sort, direction, size } = query
  const filters = ACCOUNT_FILTERS.map((name) => [name, query[name] ?? null])
  return {
    ...Object.fromEntries(filters),
    attention: attention ? '1' : null,
    gone: gone ? '1' : null,
    sort: sort === 'name' ? null : sort,
    direction: direction === 'asc' ? null : direction,
    size: size === 20 ? null : size,
  }
}

/** An account as the directory has it. Times are ISO texts. */
export type DirectoryRow = {
  id: string
  name: string | null
  type: string | null
  unitName: string | null
  createdOn: string | null
  enforceTwoFactor: boolean | null
  /** Null, here and in the next two, while that is not read. */
  zones: number | null
  members: number | null
  /** The highest first. */
  plans: string[] | null
  attention: number
  /** Null where it is not known whose it is. */
  owned: boolean | null
  goneOn: string | null
}

/** `asOf`: when the oldest of these rows was last seen, as an ISO text. */
export type DirectoryPage = { rows: DirectoryRow[]; totalCount: number; asOf: string | null }

/** What the filters offer. */
export type DirectoryChoices = {
  types: string[]
  /** By their path, those of the chosen tenant only. */
  units: { id: string; name: string }[]
  plans: string[]
}
