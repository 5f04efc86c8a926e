import 'server-only'
import { keepable } from '@/lib/core/names'
import type { Prisma } from '@/lib/db/generated/client'

/** What the mirror is written with: the client, or a transaction of it. */
export type Writer = Pick<Prisma.TransactionClient, '$executeRaw' | '$queryRaw'>

/** The most characters of what is indexed: an index takes 2,704 bytes of a row. */
export const INDEXED_MAX = 300

/**
 * Rows for `jsonb_to_recordset`, each id once and in one order: two writers of the same rows then wait, and do not lock.
 * What PostgreSQL cannot keep of a text is marked; one name must not keep out all that came with it.
 */
export function asRows<Row extends { id: string }>(rows: Row[]): string {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const ordered = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return JSON.stringify(ordered, (_, value: unknown) => (typeof value === 'string' ? keepable(value) : value))
}
