import { ClockCounterClockwiseIcon } from '@phosphor-icons/react/dist/ssr/ClockCounterClockwise'
import { BuildingsIcon } from '@phosphor-icons/react/dist/ssr/Buildings'
import { GearSixIcon } from '@phosphor-icons/react/dist/ssr/GearSix'
import { SunHorizonIcon } from '@phosphor-icons/react/dist/ssr/SunHorizon'
import { ListChecksIcon } from '@phosphor-icons/react/dist/ssr/ListChecks'
import { RobotIcon } from '@phosphor-icons/react/dist/ssr/Robot'
import { ScalesIcon } from '@phosphor-icons/react/dist/ssr/Scales'
import { StackIcon } from '@phosphor-icons/react/dist/ssr/Stack'
import { UsersIcon } from '@phosphor-icons/react/dist/ssr/Users'
import { UsersThreeIcon } from '@phosphor-icons/react/dist/ssr/UsersThree'
import type { ReactNode } from 'react'
import { may, type Permission, type Role } from '@/lib/auth/permissions'
import { NavLink } from './nav-link'

type Item = { href: string; label: string; icon: typeof SunHorizonIcon; permission: Permission }

const GROUPS: { label?: string; items: Item[] }[] = [
  { items: [{ href: '/', label: 'Today', icon: SunHorizonIcon, permission: 'accounts.read' }] },
  {
    label: 'Tenants',
    items: [
      { href: '/accounts', label: 'Managed Accounts', icon: StackIcon, permission: 'accounts.read' },
      { href: '/people', label: 'People', icon: UsersIcon, permission: 'members.read' },
      { href: '/onboarding', label: 'Onboarding', icon: ListChecksIcon, permission: 'onboarding.read' },
      { href: '/tenants', label: 'Tenant Details', icon: BuildingsIcon, permission: 'tenants.read' },
      { href: '/service-users', label: 'Service Users', icon: RobotIcon, permission: 'service-users.read' },
      { href: '/reconcile', label: 'Reconcile', icon: ScalesIcon, permission: 'accounts.read' },
    ],
  },
  {
    label: 'Console',
    items: [
      { href: '/activity', label: 'Activity', icon: ClockCounterClockwiseIcon, permission: 'activity.read' },
      { href: '/staff', label: 'Staff', icon: UsersThreeIcon, permission: 'staff.read' },
      { href: '/settings', label: 'Settings', icon: GearSixIcon, permission: 'settings.read' },
    ],
  },
]

/** The main navigation: what this role may see. The tenant switch stands above what it narrows first of all. */
export function Navigation({
  role,
  tenantSwitch,
  work,
}: {
  role: Role
  tenantSwitch: ReactNode
  /** How much needs somebody, beside Today. */
  work: ReactNode
}) {
  return (
    <nav aria-label="Main" className="flex-1 space-y-5 overflow-y-auto px-3 py-2">
      {GROUPS.map(({ label, items }, index) => {
        const seen = items.filter(({ permission }) => may(role, permission))
        if (seen.length === 0) return null
        return (
          <div key={index} className="space-y-5">
            {label === 'Tenants' && tenantSwitch}
            <div>
              {label && <p className="px-2.5 pb-1 text-xs font-medium text-kumo-subtle">{label}</p>}
              <ul aria-label={label} className="space-y-0.5">
                {seen.map(({ href, label: text, icon: Icon }) => (
                  <li key={href}>
                    <NavLink href={href} icon={<Icon size={18} aria-hidden="true" />}>
                      {text}
                      {href === '/' && work}
                    </NavLink>
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )
      })}
    </nav>
  )
}
