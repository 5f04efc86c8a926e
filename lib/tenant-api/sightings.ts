import 'server-only'
import type { AccountId, TenantId, ZoneId } from '@/lib/core/ids'
import type { Account } from './accounts'
import type { Member } from './members'
import type { Profile } from './profiles'
import type { Subscription } from './subscriptions'
import type { Tenant } from './tenants'
import type { Token } from './tokens'
import type { Zone } from './zones'

/**
 * What an answer of Cloudflare has shown, whoever asked: some of the things of a kind, never all of them, or one that is
 * gone. `tenantId`: an own list of that tenant, which proves whose the accounts are.
 */
export type Sighting =
  | { kind: 'tenants'; items: Tenant[] }
  | { kind: 'accounts'; items: Account[]; tenantId?: TenantId }
  | { kind: 'profile'; accountId: AccountId; profile: Profile }
  | { kind: 'zones'; items: Zone[] }
  | { kind: 'zone-plan'; zoneId: ZoneId; plan: Subscription | null }
  | { kind: 'members'; accountId: AccountId; items: Member[] }
  | { kind: 'subscriptions'; accountId: AccountId; items: Subscription[] }
  | { kind: 'tokens'; accountId: AccountId; items: Token[] }
  | { kind: 'gone'; of: 'account' | 'zone' | 'member' | 'subscription' | 'token'; id: string }

type Listener = (sighting: Sighting) => Promise<void>

// On globalThis because pages, actions and instrumentation are separate bundles of one process.
const kept = globalThis as typeof globalThis & { tenantdeskSightings?: Listener }

/** Has every sighting told to `listener`, which keeps the mirror and throws nothing. */
export function onSighting(listener: Listener | undefined): void {
  kept.tenantdeskSightings = listener
}

/** Resolves once the sighting is kept; at once where nobody listens. */
export async function tell(sighting: Sighting): Promise<void> {
  await kept.tenantdeskSightings?.(sighting)
}
