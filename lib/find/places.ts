import 'server-only'
import { may, type Permission, type Role } from '@/lib/auth/permissions'
import { RANK, squeeze, type Rank, type Wanted } from './ranks'

/** A page, or where something is done. `also`: what else people call it. */
export type Place = { title: string; href: string; permission: Permission; also?: string }

const PLACES: Place[] = [
  {
    title: 'Today',
    href: '/',
    permission: 'accounts.read',
    also: 'home start overview work list needs attention',
  },
  { title: 'Managed Accounts', href: '/accounts', permission: 'accounts.read', also: 'customers list' },
  {
    title: 'Import aliases',
    href: '/accounts/aliases',
    permission: 'aliases.import',
    also: 'csv file upload other names',
  },
  { title: 'People', href: '/people', permission: 'members.read', also: 'members users e-mail' },
  {
    title: 'Reconcile',
    href: '/reconcile',
    permission: 'accounts.read',
    also: 'compare drift differences namesakes',
  },
  { title: 'Create account', href: '/accounts/new', permission: 'accounts.create', also: 'new add customer' },
  {
    title: 'Onboarding',
    href: '/onboarding',
    permission: 'onboarding.read',
    also: 'new customer drafts wizard',
  },
  { title: 'Onboarding runs', href: '/onboarding/runs', permission: 'onboarding.read', also: 'provisioning' },
  {
    title: 'Onboarding templates',
    href: '/onboarding/templates',
    permission: 'onboarding.read',
    also: 'new customer',
  },
  {
    title: 'Import customers',
    href: '/onboarding/import',
    permission: 'onboarding.import',
    also: 'csv file upload accounts',
  },
  { title: 'Tenant Details', href: '/tenants', permission: 'tenants.read', also: 'units entitlements' },
  { title: 'Service Users', href: '/service-users', permission: 'service-users.read', also: 'api keys bots' },
  {
    title: 'Create service user',
    href: '/service-users/new',
    permission: 'service-users.create',
    also: 'new add api key',
  },
  { title: 'Activity', href: '/activity', permission: 'activity.read', also: 'audit log history record' },
  { title: 'Staff', href: '/staff', permission: 'staff.read', also: 'people colleagues sessions users' },
  {
    title: 'Add a person',
    href: '/staff/new',
    permission: 'staff.change',
    also: 'staff new invite colleague',
  },
  { title: 'Settings', href: '/settings', permission: 'settings.read', also: 'preferences password profile' },
  {
    title: 'Installation',
    href: '/settings/installation',
    permission: 'settings.read',
    also: 'settings health version allowance directory sandbox',
  },
  {
    title: 'Roles',
    href: '/settings/roles',
    permission: 'settings.read',
    also: 'permissions who may settings',
  },
]

/** The pages and actions of a role; those that match, with their rank. Every word that was typed begins one of theirs. */
export function placesOf(role: Role, wanted: Wanted | null): (Place & { rank: Rank })[] {
  return PLACES.filter(({ permission }) => may(role, permission)).flatMap((place) => {
    const rank = wanted ? placeRank(place, wanted) : RANK.prefix
    return rank === null ? [] : [{ ...place, rank }]
  })
}

function placeRank({ title, also = '' }: Place, { squeezed, tokens }: Wanted): Rank | null {
  const name = squeeze(title)
  if (squeezed === '') return null
  if (name === squeezed) return RANK.name
  if (name.startsWith(squeezed)) return RANK.prefix
  const words = title.split(' ').map((word) => squeeze(word))
  const others = also.split(' ')
  const begins = (its: string[]) => tokens.every((token) => its.some((word) => word.startsWith(token)))
  if (begins(words)) return RANK.word
  // A letter or two say little of what a page is not called.
  return squeezed.length > 2 && begins([...words, ...others]) ? RANK.part : null
}
