import type { Role } from '../../lib/auth/permissions'

// Who may do what, written down a second time and by hand: what the tests expect is not read from what they test.
// The tests compare the names with the build's own lists, so that nothing new goes without its line here.

export const EVERYONE: Role[] = ['admin', 'operator', 'support', 'auditor']
const ADMIN: Role[] = ['admin']
const WRITERS: Role[] = ['admin', 'operator']
const EXPORTERS: Role[] = ['admin', 'operator', 'auditor']
const CONTROL: Role[] = ['admin', 'auditor']

/** Server actions: what each is called in the audit, and who may. `anyone` need not be signed in. */
export const ACTIONS: Record<string, [name: string, who: Role[] | 'anyone']> = {
  createAccount: ['account.create', WRITERS],
  chooseCandidate: ['account.create.choose', WRITERS],
  updateAccount: ['account.update', WRITERS],
  deleteAccount: ['account.delete', ADMIN],
  revealKyc: ['account.kyc.reveal', ['admin', 'operator', 'support']],
  addWantedSubscription: ['subscription.create-wanted', WRITERS],
  dropWantedSubscription: ['subscription.unwant', WRITERS],

  addSubscription: ['subscription.create', WRITERS],
  settleAddition: ['subscription.create.settle', WRITERS],
  changeSubscription: ['subscription.change', WRITERS],
  settleChange: ['subscription.change.settle', WRITERS],
  undoDowngrade: ['subscription.undo-downgrade', WRITERS],
  cancelSubscription: ['subscription.cancel', ADMIN],
  setZonePlan: ['zone.plan', WRITERS],
  settleZonePlan: ['zone.plan.settle', WRITERS],

  addZone: ['zone.add', WRITERS],
  settleZone: ['zone.add.settle', WRITERS],
  deleteZone: ['zone.delete', ADMIN],

  inviteMembers: ['members.invite', WRITERS],
  changeMember: ['member.change', WRITERS],
  resendInvitation: ['member.resend', WRITERS],
  removeMember: ['member.remove', ADMIN],

  createServiceUser: ['service-user.create', WRITERS],
  retryMembership: ['service-user.membership', WRITERS],
  confirmKeySaved: ['service-user.key-saved', WRITERS],

  createDraft: ['onboarding.draft.create', WRITERS],
  duplicateDraft: ['onboarding.draft.duplicate', WRITERS],
  saveDraft: ['onboarding.draft.save', WRITERS],
  renameDraft: ['onboarding.draft.rename', WRITERS],
  discardDraft: ['onboarding.draft.discard', WRITERS],
  saveTemplate: ['onboarding.template.save', WRITERS],
  renameTemplate: ['onboarding.template.rename', WRITERS],
  deleteTemplate: ['onboarding.template.delete', WRITERS],
  mendRows: ['onboarding.import.mend', WRITERS],
  confirmTwins: ['onboarding.import.confirm', WRITERS],
  removeRows: ['onboarding.import.remove', WRITERS],
  discardImport: ['onboarding.import.discard', WRITERS],

  createToken: ['token.create', WRITERS],
  settleToken: ['token.create.settle', WRITERS],
  updateToken: ['token.update', WRITERS],
  disableToken: ['token.disable', WRITERS],
  enableToken: ['token.enable', WRITERS],
  rollToken: ['token.roll', WRITERS],
  deleteToken: ['token.delete', ADMIN],
  verifyToken: ['token.verify', EVERYONE],

  addPerson: ['staff.add', ADMIN],
  newLink: ['staff.link', ADMIN],
  changeRole: ['staff.role', ADMIN],
  disablePerson: ['staff.disable', ADMIN],
  enablePerson: ['staff.enable', ADMIN],
  endSession: ['session.end', ADMIN],
  endOwnSession: ['session.end-own', EVERYONE],
  changePassword: ['staff.change-password', EVERYONE],
  setPassword: ['staff.set-password', 'anyone'],
  signOut: ['session.sign-out', EVERYONE],

  resetSandbox: ['sandbox.reset', ADMIN],
}

/** Pages and handlers, and who may. `anyone` need not be signed in. */
export const ROUTES: Record<string, Role[] | 'anyone'> = {
  '/sign-in': 'anyone',
  '/welcome/[token]': 'anyone',
  '/api/auth/[...nextauth]': 'anyone',
  '/api/health': 'anyone',
  '/_not-found': 'anyone',
  '/_global-error': 'anyone',

  '/first-password': EVERYONE,
  '/': EVERYONE,
  '/tenants': EVERYONE,
  '/settings': EVERYONE,
  '/settings/installation': EVERYONE,
  '/settings/roles': EVERYONE,
  '/activity': CONTROL,
  '/staff': ADMIN,
  '/staff/new': ADMIN,
  '/staff/[staffId]': ADMIN,
  '/service-users': EVERYONE,
  '/service-users/new': WRITERS,

  '/onboarding': EVERYONE,
  '/onboarding/runs': EVERYONE,
  '/onboarding/runs/[runId]': EVERYONE,
  '/api/onboarding/upload': WRITERS,
  '/api/onboarding/runs/[runId]': EVERYONE,
  '/onboarding/templates': EVERYONE,

  '/accounts': EVERYONE,
  '/accounts/new': WRITERS,
  '/accounts/[accountId]': EVERYONE,
  '/accounts/[accountId]/activity': EVERYONE,
  '/accounts/[accountId]/audit-log': EVERYONE,
  '/accounts/[accountId]/roles': EVERYONE,
  '/accounts/[accountId]/settings': EVERYONE,
  '/accounts/[accountId]/members': EVERYONE,
  '/accounts/[accountId]/members/invite': WRITERS,
  '/accounts/[accountId]/members/[memberId]': EVERYONE,
  '/accounts/[accountId]/subscriptions': EVERYONE,
  '/accounts/[accountId]/subscriptions/new': WRITERS,
  '/accounts/[accountId]/subscriptions/[subscriptionId]': EVERYONE,
  '/accounts/[accountId]/tokens': EVERYONE,
  '/accounts/[accountId]/tokens/new': WRITERS,
  '/accounts/[accountId]/tokens/[tokenId]': EVERYONE,
  '/accounts/[accountId]/tokens/[tokenId]/edit': WRITERS,
  '/accounts/[accountId]/zones': EVERYONE,
  '/accounts/[accountId]/zones/new': WRITERS,
  '/accounts/[accountId]/zones/[zoneId]': EVERYONE,
  '/accounts/[accountId]/zones/[zoneId]/plan': WRITERS,

  '/api/allowance': EVERYONE,
  '/api/exports/[operationId]': EVERYONE,
  '/api/activity/export': CONTROL,
  '/api/service-users/export': EXPORTERS,
  '/api/onboarding/drafts/[draftId]': WRITERS,
  '/api/onboarding/drafts/[draftId]/domains': WRITERS,
  '/api/onboarding/drafts/[draftId]/namesakes': WRITERS,
  '/api/accounts/export': EXPORTERS,
  '/api/accounts/same-name': WRITERS,
  '/api/accounts/attempts/[key]': WRITERS,
  '/api/accounts/[accountId]/audit-log': EVERYONE,
  '/api/accounts/[accountId]/audit-log/entry': EVERYONE,
  '/api/accounts/[accountId]/audit-log/export': CONTROL,
  '/api/accounts/[accountId]/deletion': ADMIN,
  '/api/accounts/[accountId]/member-groups': EVERYONE,
  '/api/accounts/[accountId]/members/export': EXPORTERS,
  '/api/accounts/[accountId]/subscriptions/export': EXPORTERS,
  '/api/accounts/[accountId]/tokens/export': EXPORTERS,
  '/api/accounts/[accountId]/zone-plans': EVERYONE,
  '/api/accounts/[accountId]/zones/[zoneId]': EVERYONE,
  '/api/accounts/[accountId]/zones/export': EXPORTERS,
}
