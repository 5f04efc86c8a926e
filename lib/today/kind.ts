import 'server-only'
import type * as z from 'zod'
import type { Labels } from '@/lib/audit/schema'
import type { Permission } from '@/lib/auth/permissions'
import { Prisma } from '@/lib/db/generated/client'

/** What is looked at: everything (null), or what is of some accounts. */
export type Scope = readonly string[] | null

/** Where an entry is put right. Who has not the permission gets `open` in its place. */
export type NextStep = { label: string; href: string; permission: Permission }

/** An entry as its kind gets it back, to put it into words. */
export type Entry<Data> = {
  accountId: string | null
  subjectId: string
  since: Date
  until: Date | null
  data: Data
}

/**
 * A kind of entry of the work list. One file in `kinds/` and one line in kinds.ts; nothing else knows of it.
 * `find` costs no call to Cloudflare: it asks the mirror (`directory_*`) and our own tables, within the look's transaction.
 */
export type Kind<Shape extends z.ZodType = z.ZodType> = {
  /** Stable: it is in the address, and in the rows. */
  id: string
  /** As in the filter: "Domain pending". */
  label: string
  /** Who may see entries of it. */
  permission: Permission
  /** Whoever began what an entry is about sees that entry all the same: `data.begunBy`, an id of staff. */
  own?: true
  /**
   * A query that gives, for all that is found in the scope: `subject_id` (text, unique in the kind), `account_id` (text or
   * null), `since` (timestamptz, null where only the look tells), `until` (timestamptz or null), `urgency` (NOW, SOON, LATER), `data` (jsonb, of the shape below). What
   * it does not give any more is solved. Of what has no row in the mirror `data` may have `accountName` and `unitId`.
   */
  find: (scope: Scope, tx: Prisma.TransactionClient) => Prisma.Sql | Promise<Prisma.Sql>
  data: Shape
  /** `subject` is a name from outside, drawn apart; `detail` a sentence of ours. `labels`: of what the record calls acts. */
  says: (entry: Entry<z.output<Shape>>, labels: Labels) => { subject: string | null; detail: string }
  next: (entry: Entry<z.output<Shape>>) => NextStep
  /** Where whoever may not do the next step looks at it; null for nowhere. */
  open?: (entry: Entry<z.output<Shape>>) => string | null
}

/** Urgencies, as they are kept. */
export const NOW = 1
export const SOON = 2
export const LATER = 3

export const defineKind = <Shape extends z.ZodType>(kind: Kind<Shape>): Kind => kind as unknown as Kind

/** Narrows a query to the scope: `AND zone.account_id = ANY(…)`. */
export function within(scope: Scope, column: Prisma.Sql): Prisma.Sql {
  return scope ? Prisma.sql`AND ${column} = ANY(${scope})` : Prisma.empty
}

export type FoundRow = {
  subject_id: string
  account_id: string | null
  since: Date
  until?: Date | null
  urgency: number
  data: object
}

/** For a `find` that has to compute: its rows as a query. */
export function rowsOf(rows: FoundRow[]): Prisma.Sql {
  return Prisma.sql`
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS computed(
      subject_id text, account_id text, since timestamptz, until timestamptz, urgency int, data jsonb)`
}

const DAY = 24 * 3_600_000

/** Which day it is of something that began then, the first being 1. */
export const dayOf = (since: Date, days = Infinity) =>
  Math.min(days, Math.floor((Date.now() - since.getTime()) / DAY) + 1)

export const accountHref = (accountId: string | null, room = '') =>
  `/accounts/${encodeURIComponent(accountId ?? '')}${room}`
