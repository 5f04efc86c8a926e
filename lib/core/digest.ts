import 'server-only'
import { createHmac, hkdfSync } from 'node:crypto'
import { env } from '@/lib/env'

/** What the record keeps of values that it must not hold: enough to tell a value again, and nothing to read it from. */
export type Digests = {
  /** Which secret they were made with: after it is changed, none of them can be compared. */
  key: string
  /** By field. */
  of: Record<string, string>
}

/** Keyed digests. `belongsTo`: such as an operation's id, so that the same value has another digest elsewhere. */
export function digestsOf(values: Record<string, string>, belongsTo: string): Digests {
  const key = digestKey()
  const digest = (text: string) => createHmac('sha256', key).update(text).digest('hex').slice(0, 32)
  const of = Object.entries(values).map(([field, value]) => [
    field,
    digest(`${belongsTo}\n${field}\n${value}`),
  ])
  return { key: digest('which key').slice(0, 8), of: Object.fromEntries(of) }
}

/** Which fields have the values of the digests; null where the secret was changed. */
export function comparedBy(
  digests: Digests,
  values: Record<string, string>,
  belongsTo: string,
): { same: string[]; other: string[] } | null {
  const now = digestsOf(values, belongsTo)
  if (now.key !== digests.key) return null
  const fields = Object.keys(digests.of)
  const isSame = (field: string) => now.of[field] === digests.of[field]
  return { same: fields.filter(isSame), other: fields.filter((field) => !isSame(field)) }
}

// A key of its own: what is kept in the record says nothing of the one that signs sessions.
function digestKey(): Buffer {
  return Buffer.from(hkdfSync('sha256', env().NEXTAUTH_SECRET, '', 'tenantdesk audit digest 1', 32))
}
