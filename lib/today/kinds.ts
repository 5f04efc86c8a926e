import 'server-only'
import type { Permission, Role } from '@/lib/auth/permissions'
import { may, ROLES } from '@/lib/auth/permissions'
import type { Kind } from './kind'
import { accountAppeared } from './kinds/account-appeared'
import { accountVanished } from './kinds/account-vanished'
import { creationUnknown } from './kinds/creation-unknown'
import { deletionStopped } from './kinds/deletion-stopped'
import { invitationOld } from './kinds/invitation-old'
import { kycMissing } from './kinds/kyc-missing'
import { memberLeft } from './kinds/member-left'
import { namesakes } from './kinds/namesakes'
import { outcomeUnknown } from './kinds/outcome-unknown'
import { runProblems } from './kinds/run-problems'
import { runStuck } from './kinds/run-stuck'
import { runWaits } from './kinds/run-waits'
import { subscriptionFailed } from './kinds/subscription-failed'
import { subscriptionMissing } from './kinds/subscription-missing'
import { tokenEnding } from './kinds/token-ending'
import { tokenOld } from './kinds/token-old'
import { zoneDeleted } from './kinds/zone-deleted'
import { zoneMoved } from './kinds/zone-moved'
import { zonePending } from './kinds/zone-pending'

/**
 * Everything that Today looks for, in the order of its filter. To add a kind: a file in `kinds/` that says how it is
 * found, what it is called and what the next step is (kind.ts), and a line here.
 */
export const KINDS: readonly Kind[] = [
  zonePending,
  zoneMoved,
  zoneDeleted,
  invitationOld,
  runWaits,
  runStuck,
  runProblems,
  outcomeUnknown,
  creationUnknown,
  deletionStopped,
  subscriptionMissing,
  subscriptionFailed,
  tokenEnding,
  tokenOld,
  kycMissing,
  namesakes,
  accountAppeared,
  accountVanished,
  memberLeft,
]

export const kindOf = (id: string): Kind | undefined => KINDS.find((kind) => kind.id === id)

/** What a role sees all entries of, and what it sees its own entries of. */
export function kindsFor(role: Role): { all: string[]; own: string[] } {
  const sees = ({ permission }: { permission: Permission }) => may(role, permission)
  return {
    all: KINDS.filter(sees).map(({ id }) => id),
    own: KINDS.filter((kind) => !sees(kind) && kind.own).map(({ id }) => id),
  }
}

/** What everybody may see: an account's number of entries tells nobody of others. */
export const forEverybody = () =>
  KINDS.filter(({ permission }) => ROLES.every((role) => may(role, permission))).map(({ id }) => id)
