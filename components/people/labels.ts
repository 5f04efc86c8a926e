import { listed } from '@/components/ui/listed'
import type { Membership, PersonRow } from '@/lib/people/schema'

export const twoFactorName = (twoFactor: boolean | null) =>
  twoFactor === null ? 'Not known' : twoFactor ? 'Enabled' : 'Disabled'

/** "Super Administrator in 3, Administrator in 1". */
export const powersOf = (powers: PersonRow['powers']) =>
  powers.length === 0
    ? 'Not known'
    : listed(powers.map(({ name, accounts }) => `${name} in ${accounts.toLocaleString('en')}`))

/** What somebody may in one account. */
export function accessOf({ roles, policies }: Pick<Membership, 'roles' | 'policies'>): string {
  const names = [
    ...roles.map(({ id, name }) => name ?? id),
    ...(roles.length > 0
      ? []
      : policies.flatMap(({ access, permissionGroups }) =>
          permissionGroups.map((group) => (access === 'allow' ? group : `No ${group}`)),
        )),
  ]
  return names.length === 0 ? 'Not known' : listed([...new Set(names)], 3)
}
