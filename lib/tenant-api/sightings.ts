import 'server-only'
import type { AccountId, TenantId, ZoneId } from '@/lib/core/ids'
import type { Account } from './accounts'
import type { Member } from './members'
import type { Profile } from './profiles'
import type { Subscription } from './subscriptions'
import type { Token } from './tokens'
import type { Zone } from './zones'

/**
 * What an answer of Cloudflare has shown, whoever asked. `items`: some of the things of a kind; what is not among them may
 * be there all the same. `tenantId`: an own list of that tenant, which proves whose the accounts are. `changed`: something in
 * the account is another than it was, and the answer does not show it.
 */
export type Sighting =
  | { kind: 'accounts'; items: Account[]; tenantId?: TenantId }
  | { kind: 'profile'; accountId: AccountId; profile: Profile }
  | { kind: 'zones'; items: Zone[] }
  | { kind: 'zone-plan'; zoneId: ZoneId; plan: Subscription | null }
  | { kind: 'members'; accountId: AccountId; items: Member[] }
  | { kind: 'subscriptions'; accountId: AccountId; items: Subscription[] }
  | { kind: 'tokens'; accountId: AccountId; items: Token[] }
  | { kind: 'gone'; of: 'account' | 'zone' | 'member' | 'token'; id: string }
  | { kind: 'changed'; accountId: AccountId }

/** `at`: as of when it was so: when it was asked for, or when a change was answered. */
export type SightingListener = (sighting: Sighting, at: Date) => Promise<void>

// On globalThis because pages, actions and instrumentation are separate bundles of one process.
const kept = globalThis as typeof globalThis & { tenantdeskSightings?: SightingListener }

/** Has every sighting told to `listener`, which keeps the mirror and throws nothing. */
export function onSighting(listener: SightingListener | undefined): void {
  kept.tenantdeskSightings = listener
}

/** Resolves once the sighting is kept; at once where nobody listens. */
export async function tell(sighting: Sighting, at: Date): Promise<void> {
  await kept.tenantdeskSightings?.(sighting, at)
}
