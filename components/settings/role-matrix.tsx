import { CheckIcon } from '@phosphor-icons/react/dist/ssr/Check'
import { MinusIcon } from '@phosphor-icons/react/dist/ssr/Minus'
import { Card } from '@/components/ui/card'
import { cx } from '@/components/ui/cx'
import { may, PERMISSIONS, ROLES, type Permission, type Role } from '@/lib/auth/permissions'

const permissions = Object.keys(PERMISSIONS) as Permission[]

/** The permission table as people read it: a sentence a row, a role a column. */
export function RoleMatrix({ own }: { own: Role }) {
  return (
    <Card title="What each role may do" description={`Your own role is ${own}.`} flush>
      <table aria-label="Permissions by role" className="w-full table-fixed text-left">
        <thead>
          <tr className="border-b border-kumo-line text-xs text-kumo-subtle sm:text-sm">
            <th scope="col" className="px-4 py-2.5 align-bottom font-medium sm:px-5">
              Permission
            </th>
            {ROLES.map((role) => (
              <th
                key={role}
                scope="col"
                className={cx(
                  'w-9 py-2.5 text-center align-bottom font-medium sm:w-28',
                  role === own && 'font-semibold text-kumo-default',
                )}
              >
                {/* Upright on narrow screens, so that the sentences have room. */}
                <span className="capitalize max-sm:rotate-180 max-sm:[writing-mode:vertical-rl]">{role}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissions.map((permission) => (
            <tr key={permission} className="border-kumo-hairline not-last:border-b">
              <th scope="row" className="px-4 py-2.5 font-normal sm:px-5">
                {PERMISSIONS[permission].sentence}
              </th>
              {ROLES.map((role) => (
                <td key={role} className={cx('py-2.5 text-center', role === own && 'bg-kumo-tint/60')}>
                  {may(role, permission) ? (
                    <CheckIcon
                      size={18}
                      weight="bold"
                      role="img"
                      aria-label="Yes"
                      className="inline text-kumo-success"
                    />
                  ) : (
                    <MinusIcon
                      size={16}
                      role="img"
                      aria-label="No"
                      className="inline text-kumo-subtle opacity-60"
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
