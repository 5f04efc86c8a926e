import * as z from 'zod'
import type { UnitChoice } from '@/lib/accounts/schema'
import type { FieldErrors } from '@/lib/core/errors'
import { firstOf } from '@/lib/core/names'
import { Grant, MemberEmail, type Choices } from '@/lib/members/schema'
import type { Offer, PlanOrder } from '@/lib/subscriptions/schema'
import { ChosenTenant } from '@/lib/tenants/schema'
import type { ZoneForm } from '@/lib/zones/schema'
import { Customer, RUN_STATUSES, type RunRow } from './schema'

/** A run's state, or that it is stuck. */
export const RUN_FILTERS = [...RUN_STATUSES, 'stuck'] as const

const orNone = <T extends z.ZodType>(value: T) => value.or(z.literal('')).catch('')

/** What the list's address says. Days are UTC and both are included; whatever makes no sense falls back. */
export const RunsQuery = z.object({
  q: z
    .string()
    .transform((text) => firstOf(text.replace(/\p{Cc}/gu, ' ').trim(), 100))
    .catch(''),
  state: orNone(z.enum(RUN_FILTERS)),
  person: orNone(z.uuid()),
  template: orNone(z.uuid()),
  import: orNone(z.uuid()),
  from: orNone(z.iso.date()),
  to: orNone(z.iso.date()),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  tenant: ChosenTenant,
})
export type RunsQuery = z.output<typeof RunsQuery>

export const RUN_FILTER_NAMES = ['q', 'state', 'person', 'template', 'import', 'from', 'to'] as const

/** A page of runs. `openCount`: of all that match, those that have not ended. */
export type RunList = { rows: RunRow[]; totalCount: number; openCount: number }
export type ChosenRun = { id: string; title: string }

/** What there is to choose from in the filters. */
export type RunChoices = { people: RunChoice[]; templates: RunChoice[] }
type RunChoice = { value: string; label: string }

/** What the customer gets in the hand, without Know-Your-Customer data. Null in the place of what is not known. */
export type Sheet = {
  account: { id: string; name: string; unit: string | null }
  /** ISO: of when it is. The states of domains follow for as long as they are watched. */
  at: string
  people: { email: string | null; status: string | null }[]
  /** Why there are no addresses, where there are none. */
  hidden: 'masked' | 'removed' | 'unreadable' | null
  zones: SheetZone[]
  subscriptions: string[]
  serviceUser: boolean
  /** What was ordered and is not there, or is otherwise. */
  problems: string[]
}
export type SheetZone = {
  name: string
  unicode: string | null
  type: string | null
  status: string | null
  nameServers: string[]
  verificationKey: string | null
  plan: string | null
  frequency: string | null
  price: { amount: number; currency: string | null } | null
  /** ISO: when Cloudflare deletes it unless it is active by then. */
  deletedOn: string | null
}

/** What a run has made, or may have made, and a person may remove: each by its own page, where it is confirmed. */
export type Leftover = {
  key: string
  what: 'subscription' | 'zone' | 'member' | 'service-user' | 'account'
  subject: string
  href: string | null
  mayRemove: boolean
  removed: { by: string; at: string } | null
  /** Where its answer was lost: what is known of it. `href` is then where to look for it. */
  unknown: string | null
}
export type Leftovers = {
  items: Leftover[]
  /** Who may remove what the person may not. */
  administrators: string[]
}

/** What the form of a refused step needs: what was sent, and what there is to choose from. */
export type MendForm = {
  runId: string
  key: string
  subject: string
  message: string | null
  /** What is wrong at which field. */
  fields: FieldErrors
} & MendPart
type MendPart =
  | { kind: 'account'; customer: Customer; confirmDuplicate: boolean; units: UnitChoice[] }
  | { kind: 'member'; email: string; grant: Grant; accountId: string; roles: Choices }
  | { kind: 'zone'; zone: ZoneForm }
  | { kind: 'plan' | 'subscription'; order: PlanOrder; offer: Offer }

/** What the forms of an account and of a member hold. */
export const MendAccount = Customer.extend({ confirmDuplicate: z.boolean() })
export const MendMember = z.object({ email: MemberEmail, grant: Grant })

/** What was ordered of a service user, for the form that makes it. */
export type OrderedServiceUser = { runId: string; wanted: { email: string; roles: string[] } }
