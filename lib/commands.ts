import 'server-only'
import type { Recorded } from '@/lib/audit/remember'
import type { Labels } from '@/lib/audit/schema'
import type { Attempted } from '@/lib/entry/lost'
import * as accountAttempts from './accounts/attempt-state'
import * as chooseCandidate from './accounts/commands/choose-candidate'
import * as createAccount from './accounts/commands/create-account'
import * as deleteAccount from './accounts/commands/delete-account'
import * as revealKyc from './accounts/commands/reveal-kyc'
import * as updateAccount from './accounts/commands/update-account'
import * as kyc from './accounts/kyc'
import * as accountsQueries from './accounts/queries'
import * as saveAccount from './accounts/saving'
import * as activityQueries from './activity/queries'
import * as authEvents from './auth/events'
import * as cloudflareLogQueries from './cloudflare-log/queries'
import * as addMember from './members/adding'
import * as changeMember from './members/commands/change-member'
import * as inviteMember from './members/commands/invite-member'
import * as inviteMembers from './members/commands/invite-members'
import * as removeMember from './members/commands/remove-member'
import * as resendInvitation from './members/commands/resend-invitation'
import * as membersQueries from './members/queries'
import * as directory from './directory/commands'
import * as changeLabels from './notes/commands/change-labels'
import * as changeNotes from './notes/commands/change-notes'
import * as importAliases from './notes/commands/import-aliases'
import * as noteUploads from './notes/uploads'
import * as changeDraft from './onboarding/commands/change-draft'
import * as changeTemplate from './onboarding/commands/change-template'
import * as changeRun from './onboarding/commands/change-run'
import * as createDraft from './onboarding/commands/create-draft'
import * as mendImport from './onboarding/commands/mend-import'
import * as provisioning from './onboarding/commands/provision'
import * as saveDraft from './onboarding/commands/save-draft'
import * as startImport from './onboarding/commands/start-import'
import * as importQueries from './onboarding/import-queries'
import * as onboardingRuns from './onboarding/run-queries'
import * as onboardingUploads from './onboarding/uploads'
import * as serviceUsers from './service-users/commands'
import * as serviceUsersQueries from './service-users/queries'
import * as settings from './settings/commands'
import * as settingsEvents from './settings/events'
import * as people from './people/commands'
import * as peopleQueries from './people/queries'
import * as addPerson from './staff/commands/add-person'
import * as changePassword from './staff/commands/change-password'
import * as changeRole from './staff/commands/change-role'
import * as disablePerson from './staff/commands/disable-person'
import * as endSession from './staff/commands/end-session'
import * as newLink from './staff/commands/new-link'
import * as setPassword from './staff/commands/set-password'
import * as signOut from './staff/commands/sign-out'
import * as addSubscription from './subscriptions/adding'
import * as cancelSubscription from './subscriptions/commands/cancel-subscription'
import * as changeSubscription from './subscriptions/commands/change-subscription'
import * as lookAgain from './subscriptions/commands/look-again'
import * as setZonePlan from './subscriptions/commands/set-zone-plan'
import * as undoDowngrade from './subscriptions/commands/undo-downgrade'
import * as subscriptionsQueries from './subscriptions/queries'
import * as today from './today/commands'
import * as todayQueries from './today/queries'
import * as reconcileQueries from './today/reconcile-queries'
import * as createToken from './tokens/commands/create-token'
import * as deleteToken from './tokens/commands/delete-token'
import * as rollToken from './tokens/commands/roll-token'
import * as settleToken from './tokens/commands/settle-token'
import * as switchToken from './tokens/commands/switch-token'
import * as updateToken from './tokens/commands/update-token'
import * as verifyToken from './tokens/commands/verify-token'
import * as tokensQueries from './tokens/queries'
import * as views from './views/commands'
import * as zones from './zones/commands'
import * as zonesQueries from './zones/queries'

/** Everything that is recorded, by its name: above the features, which do not know of each other. */
export const ACTS: ReadonlyMap<string, Attempted> = byName(
  accountAttempts,
  chooseCandidate,
  createAccount,
  deleteAccount,
  revealKyc,
  updateAccount,
  kyc,
  accountsQueries,
  saveAccount,
  activityQueries,
  authEvents,
  cloudflareLogQueries,
  addMember,
  changeMember,
  inviteMember,
  inviteMembers,
  removeMember,
  resendInvitation,
  membersQueries,
  directory,
  changeLabels,
  changeNotes,
  importAliases,
  noteUploads,
  changeDraft,
  changeRun,
  changeTemplate,
  createDraft,
  mendImport,
  provisioning,
  saveDraft,
  startImport,
  importQueries,
  onboardingRuns,
  onboardingUploads,
  serviceUsers,
  serviceUsersQueries,
  settings,
  settingsEvents,
  people,
  peopleQueries,
  addPerson,
  changePassword,
  changeRole,
  disablePerson,
  endSession,
  newLink,
  setPassword,
  signOut,
  addSubscription,
  cancelSubscription,
  changeSubscription,
  lookAgain,
  setZonePlan,
  undoDowngrade,
  subscriptionsQueries,
  today,
  todayQueries,
  reconcileQueries,
  createToken,
  deleteToken,
  rollToken,
  settleToken,
  switchToken,
  updateToken,
  verifyToken,
  tokensQueries,
  views,
  zones,
  zonesQueries,
)

/** For people, by name. */
export const ACTION_LABELS: Labels = Object.fromEntries(
  [...ACTS.values()].map(({ name, label }) => [name, label]),
)

function byName(...modules: object[]): Map<string, Attempted> {
  const acts = modules.flatMap((module) => Object.values(module)).filter(isRecorded)
  return new Map(acts.map((act) => [act.name, act]))
}

function isRecorded(exported: unknown): exported is Recorded {
  return typeof exported === 'object' && exported !== null && 'remember' in exported && 'label' in exported
}
