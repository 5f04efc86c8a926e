'use client'
import { Table } from '@cloudflare/kumo/components/table'
import { CheckIcon } from '@phosphor-icons/react/dist/ssr/Check'
import { EyeIcon } from '@phosphor-icons/react/dist/ssr/Eye'
import { IdentificationBadgeIcon } from '@phosphor-icons/react/dist/ssr/IdentificationBadge'
import { SlidersHorizontalIcon } from '@phosphor-icons/react/dist/ssr/SlidersHorizontal'
import { Card } from '@/components/ui/card'
import { cx } from '@/components/ui/cx'
import { Email } from '@/components/ui/email'
import { EmptyState } from '@/components/ui/empty-state'
import { listed } from '@/components/ui/listed'
import { notAll } from '@/components/ui/not-all'
import { Notice } from '@/components/ui/notice'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { useTableChoices } from '@/components/ui/table-choices'
import { TableMenu } from '@/components/ui/table-menu'
import { TextLink } from '@/components/ui/text-link'
import type { RoleRow, RolesMatrix as Matrix } from '@/lib/members/schema'
import { areaName } from './labels'

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
  matrix: { areas, roles, complete, onlyFirst },
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
            Not all members of this account could be read: who has a role is shown for{' '}
            {onlyFirst.toLocaleString('en')} only.
          </Notice>
        </div>
      )}
      {!complete && (
        <div className="mb-4">
          <Notice tone="warning">{notAll('roles')}</Notice>
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
          {/* The corner sticks to both edges, in front of what sticks to one; beside the role its shade has room. */}
          <Table
            aria-label={LABEL}
            className={cx(
              'w-auto border-separate border-spacing-0 text-sm [&_:is(td,th):first-child]:pl-4 [&_:is(td,th):nth-child(2)]:pl-6 [&_td]:align-top [&_th]:align-bottom [&_th]:text-sm [&_th:first-child]:z-2',
              dense && '[&_td]:py-1.5',
            )}
          >
            <Table.Header sticky variant={dense ? 'compact' : 'default'}>
              <Table.Row>
                <Table.Head sticky="left" className="min-w-32 sm:min-w-72">
                  {ROLE.header}
                </Table.Head>
                {holdersShown && <Table.Head className="min-w-36 sm:min-w-60">{HELD_BY.header}</Table.Head>}
                {columns.map((area) => (
                  <Table.Head key={area} className="min-w-20 text-center">
                    {areaName(area)}
                  </Table.Head>
                ))}
              </Table.Row>
            </Table.Header>
            <Table.Body>
              {shown.map((role) => (
                <Table.Row key={role.id}>
                  <Table.Cell role="rowheader" sticky="left" className="max-w-32 sm:max-w-72">
                    <span className="block font-medium wrap-anywhere">{role.name}</span>
                    {role.description && !dense && (
                      <span className="block text-kumo-subtle max-sm:hidden">{role.description}</span>
                    )}
                  </Table.Cell>
                  {holdersShown && (
                    <Table.Cell>
                      <Holders accountId={accountId} role={role} />
                    </Table.Cell>
                  )}
                  {columns.map((area) => (
                    <Table.Cell key={area} className="text-center">
                      <Access access={role.access[area]} />
                    </Table.Cell>
                  ))}
                </Table.Row>
              ))}
            </Table.Body>
          </Table>
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
