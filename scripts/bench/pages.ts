import { SEED } from '@/lib/sandbox/seed'

/** A busy customer of the sandbox. */
export const CUSTOMER = `/accounts/${SEED.accounts.busy}`

/** Every page that reads upstream. */
export const PAGES: Record<string, string> = {
  Overview: '/',
  'Managed Accounts': '/accounts',
  'Create Account': '/accounts/new',
  'Account: overview': CUSTOMER,
  'Account: Members': `${CUSTOMER}/members`,
  'Account: Invite members': `${CUSTOMER}/members/invite`,
  'Account: Roles': `${CUSTOMER}/roles`,
  'Account: Zones': `${CUSTOMER}/zones`,
  'Account: Subscriptions': `${CUSTOMER}/subscriptions`,
  'Account: API Tokens': `${CUSTOMER}/tokens`,
  'Account: Audit Log': `${CUSTOMER}/audit-log`,
  'Account: Activity': `${CUSTOMER}/activity`,
  'Account: Settings': `${CUSTOMER}/settings`,
  'Tenant Details': '/tenants',
  'Service Users': '/service-users',
}

/** Every other page that a person opens. */
export const MORE_PAGES: Record<string, string> = {
  'Account: Add zone': `${CUSTOMER}/zones/new`,
  'Account: Add subscription': `${CUSTOMER}/subscriptions/new`,
  'Account: Create token': `${CUSTOMER}/tokens/new`,
  'Create service user': '/service-users/new',
  Activity: '/activity',
  Staff: '/staff',
  'Add person': '/staff/new',
  Profile: '/settings',
  'Settings: Installation': '/settings/installation',
  'Settings: Roles': '/settings/roles',
}
