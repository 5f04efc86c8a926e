import * as z from 'zod'

/** What can be found, in the order that groups of equal rank are shown in. */
export const KINDS = {
  account: 'Accounts',
  zone: 'Domains',
  member: 'Members',
  token: 'API tokens',
  unit: 'Tenant units',
  activity: 'Activity',
  person: 'People',
  page: 'Pages and actions',
} as const
export type FindKind = keyof typeof KINDS

/** From, and up to but not including, in the units of a string's `slice`. */
export type Mark = [from: number, to: number]

export type FindResult = {
  kind: FindKind
  id: string
  /** The account that it leads to. */
  accountId: string | null
  title: string
  /** Why it matched, in words. */
  why: string
  href: string
  /** The name of its account, where that is not the title. */
  accountName: string | null
  /** ISO; since when Cloudflare does not list it any more. */
  goneAt: string | null
  titleMarks: Mark[]
  whyMarks: Mark[]
}

/** `more`: there are more than these. */
export type FindCount = { found: number; more: boolean }

export type FindAnswer = {
  /** In the order of their rank. */
  results: FindResult[]
  /** Whether everything that there is was searched. */
  complete: boolean
  /** Whether Cloudflare was asked too, which is not to be done with every letter. */
  live: boolean
  /** How many of a kind were found, where some were. */
  counts: Partial<Record<FindKind, FindCount>>
}

/** More is not read of a text that somebody pastes. */
export const QUERY_MAX = 4_000

/** Of a kind; whoever wants more types more. */
export const FOUND_MAX = 100

/** As in "100+". */
export function countOf({ found, more }: FindCount): string {
  return more ? `${found}+` : String(found)
}

/** A page of what was found of one kind. */
export type FindPage = FindAnswer & { page: number; pageSize: number; total: number }

/** The parameters of the page that finds. Never throws: what cannot be read is left out. */
export const FindQuery = z.object({
  q: z.string().catch(''),
  kind: z
    .enum(Object.keys(KINDS) as [FindKind, ...FindKind[]])
    .optional()
    .catch(undefined),
  page: z.coerce.number().int().min(1).max(FOUND_MAX).catch(1),
})
