/**
 * Who may do what: the one table, used by the data layer to decide and by the screens to explain.
 * Importable on both sides; showing or hiding with it is a courtesy, `requirePermission` is the guard.
 */
export const ROLES = ['admin', 'operator', 'support', 'auditor'] as const
export type Role = (typeof ROLES)[number]

export const ROLE_SUMMARY: Record<Role, string> = {
  admin: 'Everything, including deletion and staff.',
  operator: 'Creates and changes customers and what is in them. No deletion, no staff.',
  support:
    'Reads customers, and writes notes, tags and aliases. Know-Your-Customer data is masked until revealed, and each reveal is recorded.',
  auditor: 'Reads customers and the whole activity record, and exports it.',
}

type Rule = { roles: readonly Role[]; sentence: string }
const all = ROLES
const writers = ['admin', 'operator'] as const

export const PERMISSIONS = {
  'tenants.read': {
    roles: all,
    sentence: 'See the tenant: its units, its entitlements and who can manage it.',
  },
  'accounts.read': { roles: all, sentence: 'See managed accounts and what is in them.' },
  'accounts.create': { roles: writers, sentence: 'Create managed accounts.' },
  'accounts.update': { roles: writers, sentence: 'Change an account’s name, settings and description.' },
  'accounts.delete': { roles: ['admin'], sentence: 'Delete managed accounts.' },
  'kyc.read': { roles: ['admin', 'operator'], sentence: 'See Know-Your-Customer data unmasked.' },
  'kyc.reveal': {
    roles: ['admin', 'operator', 'support'],
    sentence: 'Reveal masked Know-Your-Customer data; each reveal is recorded.',
  },
  'notes.change': {
    roles: ['admin', 'operator', 'support'],
    sentence: 'Write notes, tags and aliases on accounts.',
  },
  'aliases.import': { roles: writers, sentence: 'Import aliases of many accounts.' },
  'views.save': { roles: all, sentence: 'Save views of lists for yourself.' },
  'views.share': {
    roles: ['admin', 'operator', 'support'],
    sentence: 'Share saved views with the team.',
  },
  'views.change-shared': { roles: ['admin'], sentence: 'Change and remove shared views of others.' },
  'subscriptions.read': { roles: all, sentence: 'See subscriptions.' },
  'subscriptions.change': { roles: writers, sentence: 'Add and change subscriptions.' },
  'subscriptions.cancel': { roles: ['admin'], sentence: 'Cancel subscriptions.' },
  'members.read': { roles: all, sentence: 'See members and roles.' },
  'members.change': { roles: writers, sentence: 'Invite members and change their roles.' },
  'members.remove': { roles: ['admin'], sentence: 'Remove members.' },
  'service-users.read': { roles: all, sentence: 'See service users.' },
  'service-users.create': { roles: writers, sentence: 'Create service users.' },
  'zones.read': { roles: all, sentence: 'See zones and their plans.' },
  'zones.change': { roles: writers, sentence: 'Add zones and change their plans.' },
  'zones.delete': { roles: ['admin'], sentence: 'Delete zones.' },
  'onboarding.read': {
    roles: all,
    sentence: 'See onboarding runs; drafts of colleagues only as an operator or administrator.',
  },
  'onboarding.provision': {
    roles: writers,
    sentence: 'Enter new customers, provision them, and continue or stop runs.',
  },
  'onboarding.import': { roles: writers, sentence: 'Import customers and act on many runs at once.' },
  'onboarding.templates': { roles: writers, sentence: 'Save and change templates for new customers.' },
  'customers.export': {
    roles: ['admin', 'operator', 'auditor'],
    sentence: 'Export lists of accounts and of what is in them; each export is recorded.',
  },
  'work.change': {
    roles: ['admin', 'operator', 'support'],
    sentence: 'Take, hand over and snooze what Today lists.',
  },
  'tokens.read': { roles: all, sentence: 'See API tokens, never their values.' },
  'tokens.change': { roles: writers, sentence: 'Create, change, disable and roll API tokens.' },
  'tokens.delete': { roles: ['admin'], sentence: 'Delete API tokens.' },
  'cloudflare-log.read': { roles: all, sentence: 'Read Cloudflare’s own audit log.' },
  'cloudflare-log.export': { roles: ['admin', 'auditor'], sentence: 'Export Cloudflare’s own audit log.' },
  'activity.read': { roles: ['admin', 'auditor'], sentence: 'Read the activity of everyone.' },
  'activity.read-account': { roles: all, sentence: 'Read the activity of one account.' },
  'activity.export': { roles: ['admin', 'auditor'], sentence: 'Export activity.' },
  'staff.read': { roles: ['admin'], sentence: 'See staff and their sessions.' },
  'staff.change': { roles: ['admin'], sentence: 'Add staff, change roles, disable people and end sessions.' },
  'directory.refresh': { roles: writers, sentence: 'Have all customers read anew.' },
  'settings.read': { roles: all, sentence: 'See how this installation is set up.' },
  'sandbox.reset': { roles: ['admin'], sentence: 'Reset the sandbox.' },
  'session.own': { roles: all, sentence: 'Manage your own sign-in.' },
} as const satisfies Record<string, Rule>

export type Permission = keyof typeof PERMISSIONS

export function may(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission].roles as readonly Role[]).includes(role)
}
