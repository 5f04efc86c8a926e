import 'server-only'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import type { Sighting, SightingListener } from '@/lib/tenant-api/sightings'
import { keepAccounts, keepProfile } from './mirror/accounts'
import { lose } from './mirror/gone'
import { keepMembers } from './mirror/members'
import type { Writer } from './mirror/rows'
import { keepSubscriptions } from './mirror/subscriptions'
import { keepTokens } from './mirror/tokens'
import { keepZonePlan, keepZones } from './mirror/zones'

/**
 * Keeps in the mirror what an answer of Cloudflare has shown. Throws nothing: what was read, or done, is right all the
 * same, and the next reading brings it.
 */
export const keepSighting: SightingListener = async (sighting, at) => {
  try {
    await db().$transaction((tx) => keep(tx, sighting, at))
  } catch (error) {
    log().warn({ err: error, kind: sighting.kind }, 'what Cloudflare told was not kept in the directory')
  }
}

async function keep(tx: Writer, sighting: Sighting, at: Date): Promise<void> {
  switch (sighting.kind) {
    case 'accounts':
      return keepAccounts(tx, sighting.items, at, sighting.tenantId)
    case 'profile':
      return keepProfile(tx, sighting.accountId, sighting.profile, at)
    case 'zones':
      return keepZones(tx, sighting.items, at)
    case 'zone-plan':
      return keepZonePlan(tx, sighting.zoneId, sighting.plan, at)
    case 'members':
      return keepMembers(tx, sighting.accountId, sighting.items, at)
    case 'subscriptions':
      return keepSubscriptions(tx, sighting.accountId, sighting.items, at)
    case 'tokens':
      return keepTokens(tx, sighting.accountId, sighting.items, at)
    case 'gone':
      return lose(tx, sighting.of, sighting.id, at)
    case 'changed':
      // To be read again before others.
      await tx.$executeRaw`UPDATE directory_account SET due_at = now() WHERE id = ${sighting.accountId}`
  }
}
