import 'server-only'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import type { Sighting } from '@/lib/tenant-api/sightings'
import { lookAt } from './looking'

/** What was seen within this time is looked at together. */
const SOON_MS = 2_000

type Seen = { accounts: Set<string>; inside: Set<string>; timer: NodeJS.Timeout | null }
const kept = globalThis as typeof globalThis & { tenantdeskSeen?: Seen }

/** Looks, in a moment, at the accounts of which something was seen. A list of accounts says nothing of what is in them. */
export function lookSoon(sighting: Sighting): void {
  const seen = (kept.tenantdeskSeen ??= { accounts: new Set(), inside: new Set(), timer: null })
  for (const id of accountsOf(sighting)) seen.accounts.add(id)
  if (sighting.kind === 'zone-plan') seen.inside.add(sighting.zoneId)
  if (sighting.kind === 'gone' && sighting.of !== 'account') seen.inside.add(sighting.id)
  if (seen.accounts.size + seen.inside.size > 0)
    seen.timer ??= setTimeout(() => {
      seen.timer = null
      look(seen).catch((error) => log().warn({ err: error }, 'what was seen was not looked at'))
    }, SOON_MS).unref()
}

async function look({ accounts, inside }: Seen): Promise<void> {
  const [ids, things] = [[...accounts], [...inside]]
  accounts.clear()
  inside.clear()
  const around =
    things.length === 0
      ? []
      : await db().$queryRaw<{ id: string }[]>`
          SELECT account_id AS id FROM directory_zone WHERE id = ANY(${things})
          UNION SELECT account_id FROM directory_member WHERE id = ANY(${things})
          UNION SELECT account_id FROM directory_token WHERE id = ANY(${things})`
  await Promise.all([...ids, ...around.map(({ id }) => id)].map(lookAt))
}

function accountsOf(sighting: Sighting): string[] {
  switch (sighting.kind) {
    case 'accounts':
      return sighting.items.length === 1 ? [sighting.items[0]!.id] : []
    case 'zones':
      return sighting.items.flatMap(({ accountId }) => accountId ?? [])
    case 'gone':
      return sighting.of === 'account' ? [sighting.id] : []
    case 'zone-plan':
      return []
    case 'profile':
    case 'members':
    case 'subscriptions':
    case 'tokens':
    case 'changed':
      return [sighting.accountId]
  }
}
