import { expect, it } from 'vitest'
import { may, PERMISSIONS, ROLES, type Permission } from './permissions'

// The table of who may do what, written down a second time and by hand: a, o, s, u for admin, operator, support, auditor.
const TABLE: Record<Permission, string> = {
  'tenants.read': 'aosu',
  'accounts.read': 'aosu',
  'accounts.create': 'ao',
  'accounts.update': 'ao',
  'accounts.delete': 'a',
  'kyc.read': 'ao',
  'kyc.reveal': 'aos',
  'notes.change': 'aos',
  'aliases.import': 'ao',
  'views.save': 'aosu',
  'views.share': 'aos',
  'views.change-shared': 'a',
  'subscriptions.read': 'aosu',
  'subscriptions.change': 'ao',
  'subscriptions.cancel': 'a',
  'members.read': 'aosu',
  'members.change': 'ao',
  'members.remove': 'a',
  'service-users.read': 'aosu',
  'service-users.create': 'ao',
  'zones.read': 'aosu',
  'zones.change': 'ao',
  'zones.delete': 'a',
  'onboarding.read': 'aosu',
  'onboarding.provision': 'ao',
  'onboarding.import': 'ao',
  'onboarding.templates': 'ao',
  'directory.refresh': 'ao',
  'customers.export': 'aou',
  'work.change': 'aos',
  'tokens.read': 'aosu',
  'tokens.change': 'ao',
  'tokens.delete': 'a',
  'cloudflare-log.read': 'aosu',
  'cloudflare-log.export': 'au',
  'activity.read': 'au',
  'activity.read-account': 'aosu',
  'activity.export': 'au',
  'staff.read': 'a',
  'staff.change': 'a',
  'settings.read': 'aosu',
  'sandbox.reset': 'a',
  'session.own': 'aosu',
}

it('grants each role what the table says, and nothing else', () => {
  const letters = { admin: 'a', operator: 'o', support: 's', auditor: 'u' }
  const granted = Object.keys(PERMISSIONS).map((permission) => [
    permission,
    ROLES.filter((role) => may(role, permission as Permission))
      .map((role) => letters[role])
      .join(''),
  ])
  expect(Object.fromEntries(granted)).toEqual(TABLE)
})
