import { CheckIcon } from '@phosphor-icons/react/dist/ssr/Check'
import { EyeIcon } from '@phosphor-icons/react/dist/ssr/Eye'
import { IdentificationBadgeIcon } from '@phosphor-icons/react/dist/ssr/IdentificationBadge'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { TextLink } from '@/components/ui/text-link'
import type { RoleRow, RolesMatrix as Matrix } from '@/lib/members/schema'
import { areaName } from './words'

/** Every role against every area: what it may edit, what it may read, and who holds it. */
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
      <p className="mb-3 flex flex-wrap gap-x-5 gap-y-1 text-sm text-kumo-subtle">
        <span className="inline-flex items-center gap-1.5">
          <CheckIcon size={14} weight="bold" aria-hidden="true" className="text-kumo-success" /> Edit: read
          and change
        </span>
        <span className="inline-flex items-center gap-1.5">
          <EyeIcon size={14} aria-hidden="true" /> Read only
        </span>
        <span>— No access</span>
      </p>
      {/* Wider than any screen: it scrolls in itself, by keyboard too, and the role stays in sight. Positioned, so that
          what is for screen readers only scrolls with it. */}
      <div
        role="region"
        aria-label="Roles and their permissions"
        tabIndex={0}
        className="relative max-h-[75dvh] overflow-auto rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line"
      >
        <table aria-label="Roles" className="border-separate border-spacing-0 text-left text-sm">
          <thead>
            <tr>
              <th
                scope="col"
                className="sticky top-0 left-0 z-20 min-w-44 border-b border-kumo-line bg-kumo-base px-4 py-2.5 align-bottom font-medium text-kumo-subtle sm:min-w-72"
              >
                Role
              </th>
              <th
                scope="col"
                className="sticky top-0 z-10 min-w-44 border-b border-kumo-line bg-kumo-base px-3 py-2.5 align-bottom font-medium text-kumo-subtle"
              >
                Held by
              </th>
              {areas.map((area) => (
                <th
                  key={area}
                  scope="col"
                  className="sticky top-0 z-10 min-w-20 border-b border-kumo-line bg-kumo-base px-2 py-2.5 text-center align-bottom font-medium text-kumo-subtle"
                >
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
                  className="sticky left-0 z-10 max-w-44 border-b border-kumo-hairline bg-kumo-base px-4 py-2.5 align-top font-normal group-last:border-b-0 sm:max-w-72"
                >
                  <span className="block font-medium wrap-anywhere">{role.name}</span>
                  {role.description && (
                    <span className="block text-kumo-subtle max-sm:hidden">{role.description}</span>
                  )}
                </th>
                <td className="border-b border-kumo-hairline px-3 py-2.5 align-top group-last:border-b-0">
                  <Holders accountId={accountId} role={role} />
                </td>
                {areas.map((area) => (
                  <td
                    key={area}
                    className="border-b border-kumo-hairline px-2 py-2.5 text-center align-top group-last:border-b-0"
                  >
                    <Access access={role.access[area]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
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
      {holders.map(({ id, email }) => (
        <li key={id}>
          <TextLink href={`/accounts/${accountId}/members/${id}`} prefetch={false}>
            {email}
          </TextLink>
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
