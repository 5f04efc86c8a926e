import { NoTenant } from '@/components/tenants/no-tenant'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { RefreshButton } from '@/components/ui/refresh-button'

/** Names of tenants or units of which something is amiss. */
type Untold = { closed: string[]; unread: string[]; noTenant: boolean }

/** Says above the form which tenant units it does not offer. */
export function UnitNotices({ closed, unread: untold }: Untold) {
  return (
    <>
      {closed.length > 0 && (
        <div className="mb-6 max-w-3xl">
          <Notice>{denied(closed)} These tenant units are not offered.</Notice>
        </div>
      )}
      {untold.length > 0 && (
        <div className="mb-6 max-w-3xl">
          <Notice actions={<RefreshButton />}>{unread(untold)}</Notice>
        </div>
      )}
    </>
  )
}

/** In the place of the form where no account can be created. */
export function NoUnit({ closed, unread: untold, noTenant }: Untold) {
  if (noTenant) return <NoTenant />
  if (untold.length > 0)
    return (
      <EmptyState title="The tenant units could not be read" actions={<RefreshButton />}>
        {unread(untold)}
      </EmptyState>
    )
  return closed.length > 0 ? (
    <EmptyState title="No account can be created here">
      {denied(closed)} Ask your Cloudflare partner manager to allow it.
    </EmptyState>
  ) : (
    <EmptyState title="There is no tenant unit to create an account in">
      Tenant units are created by Cloudflare. Ask your Cloudflare partner manager for one.
    </EmptyState>
  )
}

const unread = (names: string[]) =>
  `Cloudflare did not return all tenant units of ${new Intl.ListFormat('en').format(names)}.`
const denied = (names: string[]) =>
  `Cloudflare does not allow accounts to be created in ${new Intl.ListFormat('en').format(names)}.`
