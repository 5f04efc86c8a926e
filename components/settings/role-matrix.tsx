'use client'
import { Table } from '@cloudflare/kumo/components/table'
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
      <Table
        aria-label="Permissions by role"
        layout="fixed"
        className="[&_:is(td,th):first-child]:pl-4 sm:[&_:is(td,th):first-child]:pl-5 sm:[&_:is(td,th):last-child]:pr-5 [&_:is(td,th):not(:first-child)]:px-0 max-sm:[&_th]:text-sm"
      >
        <Table.Header>
          <Table.Row>
            <Table.Head className="align-bottom">Permission</Table.Head>
            {ROLES.map((role) => (
              <Table.Head
                key={role}
                className={cx('w-9 text-center align-bottom sm:w-28', role !== own && 'text-kumo-subtle')}
              >
                {/* Upright on narrow screens, so that the sentences have room. */}
                <span className="capitalize max-sm:rotate-180 max-sm:[writing-mode:vertical-rl]">{role}</span>
              </Table.Head>
            ))}
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {permissions.map((permission) => (
            <Table.Row key={permission}>
              <Table.Cell role="rowheader">{PERMISSIONS[permission].sentence}</Table.Cell>
              {ROLES.map((role) => (
                <Table.Cell key={role} className={cx('text-center', role === own && 'bg-kumo-tint')}>
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
                </Table.Cell>
              ))}
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </Card>
  )
}
