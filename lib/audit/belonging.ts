import 'server-only'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'

// What is in the table already, so that a page writes nothing. On globalThis: pages and actions are separate bundles.
const kept = globalThis as typeof globalThis & { tenantdeskBelonging?: Map<string, string> }

/**
 * Keeps the tenant that each account or unit was proved or listed in, where that is new. Never throws: what was read is
 * right all the same.
 */
export async function keepBelonging(found: Iterable<readonly [id: string, tenantId: string]>): Promise<void> {
  const known = (kept.tenantdeskBelonging ??= new Map())
  const fresh = new Map([...found].filter(([id, tenantId]) => known.get(id) !== tenantId))
  if (fresh.size === 0) return
  // In one order, or two that write the same ids would wait for each other.
  const pairs = [...fresh].sort(([a], [b]) => (a < b ? -1 : 1))
  try {
    await db().$executeRaw`
      INSERT INTO belonging (id, tenant_id)
      SELECT * FROM unnest(${pairs.map(([id]) => id)}::text[], ${pairs.map(([, tenantId]) => tenantId)}::text[])
      ON CONFLICT (id) DO UPDATE SET tenant_id = excluded.tenant_id WHERE belonging.tenant_id <> excluded.tenant_id`
    for (const [id, tenantId] of pairs) known.set(id, tenantId)
  } catch (error) {
    log().warn({ err: error }, 'whose accounts are was not kept')
  }
}

/** Drops what is remembered of the table, for whoever empties it. */
export function forgetBelonging(): void {
  kept.tenantdeskBelonging = undefined
}

/** The tenant of the first known id. In `ids`, the one that decides comes first. */
export async function tenantOf(
  reader: Pick<Prisma.TransactionClient, 'belonging'>,
  ids: (string | null | undefined)[],
): Promise<string | null> {
  const asked = ids.filter((id) => typeof id === 'string')
  if (asked.length === 0) return null
  const found = await reader.belonging.findMany({ where: { id: { in: asked } } })
  for (const id of asked) {
    const belonging = found.find((each) => each.id === id)
    if (belonging) return belonging.tenantId
  }
  return null
}

/** Returns the ids of the accounts with activity of which it is not known whose they are. */
export async function accountsWithoutTenant(): Promise<string[]> {
  // From one id to the next by their index: a list of all would read every row.
  const found = await db().$queryRaw<{ id: string }[]>`
    WITH RECURSIVE accounts AS (
      SELECT min(account_id) AS id FROM audit_event
      UNION ALL
      SELECT (SELECT min(e.account_id) FROM audit_event e WHERE e.account_id > accounts.id)
      FROM accounts WHERE accounts.id IS NOT NULL
    )
    SELECT id FROM accounts WHERE id IS NOT NULL AND NOT EXISTS (SELECT FROM belonging b WHERE b.id = accounts.id)`
  return found.map(({ id }) => id)
}
