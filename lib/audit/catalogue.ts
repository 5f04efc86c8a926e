import type { TargetType } from './remember'

/**
 * Every act that is recorded: what it is called, and which of its fields may be remembered.
 * An allow-list: a field that is not named here never reaches an audit row.
 * `masked` fields are remembered as "set", "empty" or "changed" only, because they hold personal data.
 */
const KYC = ['businessName', 'businessAddress', 'businessEmail', 'businessPhone', 'externalMetadata'] as const

const ORDER = [
  'ratePlanId',
  'frequency',
  'componentValues',
  'id',
  'state',
  'price',
  'currency',
  'nextRatePlanId',
  'confirmDuplicate',
  'found',
] as const

const TOKEN = [
  'name',
  'id',
  'status',
  'permissions',
  'groupIds',
  'zones',
  'zoneIds',
  'allowed',
  'refused',
  'startsOn',
  'endsOn',
  'notBefore',
  'expiresOn',
  'otherwise',
  'confirmed',
  'valueShown',
] as const

const EXPORT = ['filter', 'ids', 'rows', 'complete'] as const

export type CatalogueEntry = {
  label: string
  target: TargetType
  keep: readonly string[]
  masked?: readonly string[]
}

export const CATALOGUE = {
  'account.create': {
    label: 'Create account',
    target: 'account',
    keep: [
      'name',
      'type',
      'unitId',
      'description',
      'ratePlanId',
      'confirmDuplicate',
      'candidateIds',
      'id',
      'createdOn',
    ],
    masked: KYC,
  },
  'account.create.settle': {
    label: 'Resolve account creation',
    target: 'account',
    keep: ['name', 'unitId', 'id', 'candidateIds'],
  },
  'account.update': {
    label: 'Update account',
    target: 'account',
    keep: ['name', 'abuseContactEmail', 'enforceTwoFactor', 'description', 'changed'],
    masked: KYC,
  },
  'account.update.settings': {
    label: 'Save account settings',
    target: 'account',
    keep: ['name', 'abuseContactEmail', 'enforceTwoFactor', 'changed'],
  },
  'account.update.profile': {
    label: 'Save Know-Your-Customer data',
    target: 'account',
    keep: ['digests'],
    masked: KYC,
  },
  'account.delete': {
    label: 'Delete account',
    target: 'account',
    keep: ['name', 'id', 'members', 'subscriptions', 'zones', 'steps'],
  },
  'account.delete.logpush': { label: 'Remove Logpush jobs', target: 'account', keep: ['jobs', 'result'] },
  'account.delete.gateway': { label: 'Remove Zero Trust Gateway', target: 'account', keep: ['result'] },
  'account.delete.access': { label: 'Remove Zero Trust Access', target: 'account', keep: ['result'] },
  'account.delete.account': {
    label: 'Remove the account itself',
    target: 'account',
    keep: ['name', 'result'],
  },
  'account.kyc.view': { label: 'View Know-Your-Customer data', target: 'account', keep: [] },
  'account.kyc.reveal': { label: 'Reveal Know-Your-Customer data', target: 'account', keep: [] },
  'subscription.create': {
    label: 'Add account subscription',
    target: 'subscription',
    keep: ORDER,
  },
  'subscription.create.settle': {
    label: 'Look for an added subscription',
    target: 'subscription',
    keep: ORDER,
  },
  'subscription.unwant': {
    label: 'Drop a subscription that was to be added with the account',
    target: 'subscription',
    keep: ['ratePlanId'],
  },
  'subscription.change': { label: 'Change account subscription', target: 'subscription', keep: ORDER },
  'subscription.change.settle': {
    label: 'Look for a changed subscription',
    target: 'subscription',
    keep: ORDER,
  },
  'subscription.cancel': { label: 'Cancel account subscription', target: 'subscription', keep: ORDER },
  'subscription.undo-downgrade': { label: 'Undo pending downgrade', target: 'subscription', keep: ORDER },
  'zone.plan': { label: 'Set zone plan', target: 'zone', keep: ORDER },
  'zone.plan.settle': { label: 'Look for a changed zone plan', target: 'zone', keep: ORDER },
  'zone.add': {
    label: 'Add zone',
    target: 'zone',
    keep: ['name', 'type', 'id', 'status', 'nameServers', 'found'],
  },
  'zone.add.settle': {
    label: 'Look for an added zone',
    target: 'zone',
    keep: ['name', 'type', 'id', 'status', 'found'],
  },
  'zone.delete': {
    label: 'Delete zone',
    target: 'zone',
    keep: ['name', 'type', 'id', 'status', 'nameServers', 'found'],
  },
  'zone.delete.logpush': { label: 'Remove the zone’s Logpush jobs', target: 'zone', keep: ['jobs'] },
  'token.create': { label: 'Create API token', target: 'token', keep: TOKEN },
  'token.create.settle': { label: 'Look for a created API token', target: 'token', keep: TOKEN },
  'token.update': { label: 'Change API token', target: 'token', keep: TOKEN },
  'token.disable': { label: 'Disable API token', target: 'token', keep: TOKEN },
  'token.enable': { label: 'Enable API token', target: 'token', keep: TOKEN },
  'token.roll': { label: 'Roll API token', target: 'token', keep: TOKEN },
  'token.delete': { label: 'Delete API token', target: 'token', keep: TOKEN },
  'token.verify': { label: 'Verify API token', target: 'token', keep: ['result', 'status'] },
  'members.invite': { label: 'Invite members', target: 'account', keep: ['emails', 'results'] },
  'member.invite': {
    label: 'Invite member',
    target: 'member',
    keep: ['email', 'roles', 'policies', 'status'],
  },
  'member.change': {
    label: 'Change a member’s access',
    target: 'member',
    keep: ['grant', 'roles', 'policies', 'status'],
  },
  'member.remove': {
    label: 'Remove member',
    target: 'member',
    keep: ['email', 'roles', 'policies', 'status'],
  },
  'member.resend': {
    label: 'Resend invitation',
    target: 'member',
    keep: ['email', 'roles', 'policies', 'status'],
  },
  'service-user.create': {
    label: 'Create service user',
    target: 'service-user',
    keep: ['email', 'roles', 'userId', 'memberId', 'keyShown'],
  },
  'service-user.create.user': {
    label: 'Create the user itself',
    target: 'service-user',
    keep: ['email', 'userId', 'keyShown'],
  },
  'service-user.membership': {
    label: 'Make the service user a member',
    target: 'service-user',
    keep: ['email', 'roles', 'memberId', 'status'],
  },
  'service-user.key-saved': {
    label: 'Confirm that the API key is saved',
    target: 'service-user',
    keep: ['email'],
  },
  'staff.add': { label: 'Add staff member', target: 'staff', keep: ['name', 'email', 'role'] },
  'staff.role': { label: 'Change staff role', target: 'staff', keep: ['role'] },
  'staff.disable': { label: 'Disable staff member', target: 'staff', keep: ['disabled', 'ended'] },
  'staff.enable': { label: 'Enable staff member', target: 'staff', keep: ['disabled'] },
  'staff.link': { label: 'Issue password link', target: 'staff', keep: ['expiresAt'] },
  'staff.set-password': { label: 'Set password', target: 'staff', keep: [] },
  'session.sign-in': { label: 'Sign in', target: 'session', keep: ['reason'] },
  'session.sign-out': { label: 'Sign out', target: 'session', keep: ['everywhere', 'ended'] },
  'session.end': { label: 'End a session', target: 'session', keep: ['staffEmail'] },
  'accounts.export': { label: 'Export accounts', target: 'account', keep: EXPORT },
  'members.export': { label: 'Export members', target: 'account', keep: EXPORT },
  'zones.export': { label: 'Export zones', target: 'account', keep: EXPORT },
  'subscriptions.export': { label: 'Export subscriptions', target: 'account', keep: EXPORT },
  'tokens.export': { label: 'Export API tokens', target: 'account', keep: EXPORT },
  'service-users.export': { label: 'Export service users', target: 'service-user', keep: EXPORT },
  'activity.export': { label: 'Export activity', target: 'activity', keep: EXPORT },
  'cloudflare-log.export': { label: 'Export Cloudflare’s audit log', target: 'account', keep: EXPORT },
  'access.refuse': {
    label: 'Open something the role does not allow',
    target: 'page',
    keep: ['permission', 'fields'],
  },
  'installation.rotate': { label: 'Replace what processes share', target: 'installation', keep: ['ended'] },
  'sandbox.reset': { label: 'Reset the sandbox', target: 'sandbox', keep: [] },
} as const satisfies Record<string, CatalogueEntry>

export type AuditAction = keyof typeof CATALOGUE
