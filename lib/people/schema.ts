import * as z from 'zod'
import type { RunStatus, StepState } from '@/lib/onboarding/schema'
import { REMOVE_AT_MOST } from './constants'

const text = z
  .string()
  .transform((value) =>
    value
      .replace(/\p{Cc}/gu, '')
      .trim()
      .slice(0, 200),
  )
  .catch('')
const oneOf = <const T extends readonly string[]>(values: T) => z.enum(values).or(z.literal('')).catch('')

export const PEOPLE_SORTS = ['email', 'accounts', 'pending'] as const

/** What the list's address says. Whatever makes no sense falls back. */
export const PeopleQuery = z.object({
  q: text,
  status: oneOf(['accepted', 'pending', 'rejected']),
  twoFactor: oneOf(['on', 'off']),
  power: oneOf(['super', 'admin']),
  sort: z.enum(PEOPLE_SORTS).catch('email'),
  direction: z.enum(['asc', 'desc']).catch('asc'),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  tenant: z.string().min(1).max(64).optional().catch(undefined),
})
export type PeopleQuery = z.infer<typeof PeopleQuery>
export const PEOPLE_FILTERS = ['q', 'status', 'twoFactor', 'power'] as const

/** The address that a page's own names; as it stands where that is none. */
export function emailOf(segment: string): string {
  try {
    return decodeURIComponent(segment).toLowerCase()
  } catch {
    return segment.toLowerCase()
  }
}

export type PersonRow = {
  email: string
  name: string | null
  accounts: number
  pending: number
  /** Null where it is not known, or not the same everywhere. */
  twoFactor: boolean | null
  /** What the person may, and in how many accounts, the most frequent first. */
  powers: { name: string; accounts: number }[]
}

export type PeoplePage = {
  rows: PersonRow[]
  totalCount: number
  /** ISO; null while not all accounts were listed once. */
  asOf: string | null
  /** Accounts whose members were not read yet. */
  unread: number
}

export type Membership = {
  memberId: string
  accountId: string
  accountName: string
  status: string | null
  roles: { id: string; name: string | null }[]
  policies: { access: string; permissionGroups: string[]; resourceGroups: string[] }[]
  twoFactor: boolean | null
  /** ISO: when we first saw it, which is no earlier than the directory. */
  firstSeen: string
  /** Why it is not removed from here, in words. */
  kept: string | null
}

export type PersonDetails = {
  email: string
  name: string | null
  memberships: Membership[]
  totalCount: number
  tokens: {
    id: string
    accountId: string
    accountName: string
    name: string | null
    status: string | null
    issuedOn: string | null
  }[]
  removals: { id: string; status: RunStatus; startedBy: string; createdAt: string }[]
  asOf: string | null
}

const Id = z.string().min(1).max(64)

export const RemoveFromAccounts = z.object({
  email: z.string().trim().toLowerCase().min(3).max(254),
  accountIds: z
    .array(Id)
    .min(1, 'Choose at least one account.')
    .max(REMOVE_AT_MOST, `Choose at most ${REMOVE_AT_MOST.toLocaleString('en')} accounts.`),
})
export const OneRemoval = z.object({ removalId: z.uuid() })

export type RemovalView = {
  id: string
  email: string
  status: RunStatus
  stopping: boolean
  reason: string | null
  wakeAt: string | null
  startedBy: string
  createdAt: string
  endedAt: string | null
  steps: {
    accountId: string
    accountName: string
    state: StepState
    message: string | null
    requestId: string | null
    ray: string | null
    at: string | null
  }[]
}

export type RemovalPreview = {
  email: string
  memberships: Pick<Membership, 'accountId' | 'accountName' | 'status' | 'roles' | 'policies' | 'kept'>[]
  /** There are more than one removal takes. */
  more: number
  calls: { each: number; free: number; pace: number }
}
