'use client'
import { CheckIcon } from '@phosphor-icons/react/dist/ssr/Check'
import { EyeIcon } from '@phosphor-icons/react/dist/ssr/Eye'
import { IdentificationBadgeIcon } from '@phosphor-icons/react/dist/ssr/IdentificationBadge'
import { SlidersHorizontalIcon } from '@phosphor-icons/react/dist/ssr/SlidersHorizontal'
import { Card } from '@/components/ui/card'
import { cx } from '@/components/ui/cx'
import { Email } from '@/components/ui/email'
import { EmptyState } from '@/components/ui/empty-state'
import { listed } from '@/components/ui/listed'
import { Notice } from '@/components/ui/notice'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { useTableChoices } from '@/components/ui/table-choices'
import { TableMenu } from '@/components/ui/table-menu'
import { TextLink } from '@/components/ui/text-link'
import type { RoleRow, RolesMatrix as Matrix } from '@/lib/members/schema'
import { areaName } from './words'

const LABEL = 'Roles'
const ID = 'roles'
const ROLE = { id: 'role', header: 'Role' }
const HELD_BY = { id: 'held-by', header: 'Held by' }

/**
 * Every role against every area: what it may edit, what it may read, and who holds it. A table of its own kind, because
 * it scrolls both ways with its role in sight; which areas are columns is chosen and kept as for the other tables.
 */
export function RolesMatrix({
  accountId,
  matrix: { areas, roles, onlyFirst },
  search,
  held,
}: {
  accountId: string
  matrix: Matrix
  search: string
  /** Only the roles that somebody holds. */
  held: boolean
}) {
  const [{ hidden, dense }, choose] = useTableChoices(ID)
  const holdersShown = !hidden.includes(HELD_BY.id)
  const columns = areas.filter((area) => !hidden.includes(area))
  const cell = cx(
    'border-b border-kumo-hairline align-top group-last:border-b-0',
    dense ? 'py-1.5' : 'py-2.5',
  )
  const head = cx(
    'sticky top-0 border-b border-kumo-line bg-kumo-base align-bottom font-medium text-kumo-subtle',
    dense ? 'py-1.5' : 'py-2.5',
  )
  const wanted = search.trim().toLowerCase()
  const shown = roles.filter(
    ({ name, description, access, holders }) =>
      (!held || holders.length > 0) &&
      [name, description, ...Object.keys(access).map(areaName), ...holders.map(({ email }) => email)].some(
        (text) => text?.toLowerCase().includes(wanted),
      ),
  )
  if (shown.length === 0)
    return (
      <Card>
        <EmptyState icon={<IdentificationBadgeIcon />} title="No role matches" />
      </Card>
    )
  return (
    <>
      {onlyFirst !== null && (
        <div className="mb-4">
          <Notice tone="warning">
            This account has more members than can be read at once: who holds a role is told of the first{' '}
            {onlyFirst.toLocaleString('en')} only.
          </Notice>
        </div>
      )}
      <div className="overflow-clip rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line">
        <div className="flex min-h-11 items-center gap-x-3 border-b border-kumo-line py-1.5 pr-2 pl-4 text-sm">
          <p className="flex flex-1 flex-wrap gap-x-5 gap-y-1 text-kumo-subtle">
            <span className="inline-flex items-center gap-1.5">
              <CheckIcon size={14} weight="bold" aria-hidden="true" className="text-kumo-success" /> Edit:
              read and change
            </span>
            <span className="inline-flex items-center gap-1.5">
              <EyeIcon size={14} aria-hidden="true" /> Read only
            </span>
            <span>— No access</span>
          </p>
          <TableMenu
            label={LABEL}
            icon={<SlidersHorizontalIcon size={16} aria-hidden="true" />}
            heads={[ROLE, HELD_BY, ...areas.map((area) => ({ id: area, header: areaName(area) }))]}
            hidden={hidden}
            dense={dense}
            selectable={false}
            keys={false}
            isShown={() => true}
            choose={choose}
          />
        </div>
        {/* Wider than any screen: it scrolls in itself, by keyboard too, and the role stays in sight; on a telephone the
          first permissions show beside it. Positioned, so that what is for screen readers only scrolls with it. */}
        <div
          role="region"
          aria-label="Roles and their permissions"
          tabIndex={0}
          className="relative max-h-[75dvh] overflow-auto focus-visible:-outline-offset-2"
        >
          <table aria-label={LABEL} className="border-separate border-spacing-0 text-left text-sm">
            <thead>
              <tr>
                <th
                  scope="col"
                  className={cx(head, 'left-0 z-20 min-w-32 border-r px-3 sm:min-w-72 sm:px-4')}
                >
                  {ROLE.header}
                </th>
                {holdersShown && (
                  <th scope="col" className={cx(head, 'z-10 min-w-28 px-2 sm:min-w-60 sm:px-3')}>
                    {HELD_BY.header}
                  </th>
                )}
                {columns.map((area) => (
                  <th key={area} scope="col" className={cx(head, 'z-10 min-w-20 px-2 text-center')}>
                    {areaName(area)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((role) => (
                <tr key={role.id} className="group">
                  <th
                    scope="row"
                    className={cx(
                      cell,
                      'sticky left-0 z-10 max-w-32 border-r bg-kumo-base px-3 font-normal sm:max-w-72 sm:px-4',
                    )}
                  >
                    <span className="block font-medium wrap-anywhere">{role.name}</span>
                    {role.description && !dense && (
                      <span className="block text-kumo-subtle max-sm:hidden">{role.description}</span>
                    )}
                  </th>
                  {holdersShown && (
                    <td className={cx(cell, 'px-2 sm:px-3')}>
                      <Holders accountId={accountId} role={role} />
                    </td>
                  )}
                  {columns.map((area) => (
                    <td key={area} className={cx(cell, 'px-2 text-center')}>
                      <Access access={role.access[area]} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </>
  )
}

export function RolesMatrixSkeleton() {
  return (
    <Card>
      <Loading label="Loading roles">
        <div className="space-y-5">
          {Array.from({ length: 8 }, (_, row) => (
            <Skeleton key={row} className="w-full" />
          ))}
        </div>
      </Loading>
    </Card>
  )
}

function Access({ access }: { access: 'edit' | 'read' | undefined }) {
  if (!access)
    return (
      <span className="text-kumo-subtle">
        <span aria-hidden="true">—</span>
        <span className="sr-only">No access</span>
      </span>
    )
  return access === 'edit' ? (
    <span className="inline-flex text-kumo-success">
      <CheckIcon size={18} weight="bold" aria-hidden="true" />
      <span className="sr-only">Edit</span>
    </span>
  ) : (
    <span className="inline-flex">
      <EyeIcon size={18} aria-hidden="true" />
      <span className="sr-only">Read</span>
    </span>
  )
}

function Holders({ accountId, role: { holders } }: { accountId: string; role: RoleRow }) {
  if (holders.length === 0) return <span className="text-kumo-subtle">Nobody</span>
  const links = (
    <ul className="space-y-0.5 wrap-anywhere">
      {holders.map(({ id, email, by, on }) => (
        <li key={id}>
          <TextLink href={`/accounts/${accountId}/members/${id}`}>
            <Email address={email} />
          </TextLink>
          {by === 'policy' && (
            <span className="block text-kumo-subtle">
              {on.length > 0 ? `By policy, on ${listed(on, 2)}` : 'By policy'}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
  if (holders.length <= 2) return links
  return (
    <details>
      <summary className="w-fit rounded-md">{holders.length} members</summary>
      <div className="mt-1">{links}</div>
    </details>
  )
}
