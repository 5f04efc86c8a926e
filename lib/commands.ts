import 'server-only'
import type { Recorded } from '@/lib/audit/remember'
import type { Attempted } from '@/lib/entry/lost'
import * as kyc from './accounts/kyc'
import * as events from './auth/events'
import * as addMember from './members/adding'
import * as changeMember from './members/commands/change-member'
import * as inviteMembers from './members/commands/invite-members'
import * as removeMember from './members/commands/remove-member'
import * as resendInvitation from './members/commands/resend-invitation'
import * as zones from './zones/commands'

/** Everything that is recorded, by its name: above the features, which do not know of each other. */
export const ACTS: ReadonlyMap<string, Attempted> = byName(
  kyc,
  events,
  addMember,
  changeMember,
  inviteMembers,
  removeMember,
  resendInvitation,
  zones,
)

function byName(...modules: object[]): Map<string, Attempted> {
  const acts = modules.flatMap((module) => Object.values(module)).filter(isRecorded)
  return new Map(acts.map((act) => [act.name, act]))
}

function isRecorded(exported: unknown): exported is Recorded {
  return typeof exported === 'object' && exported !== null && 'remember' in exported && 'label' in exported
}
