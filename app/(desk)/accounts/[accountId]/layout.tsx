import type { Metadata } from 'next'
import { CopyText } from '@/components/ui/copy-text'
import { PageHeader } from '@/components/ui/page-header'
import { StatusBadge } from '@/components/ui/status-badge'
import { TabsNav } from '@/components/ui/tabs-nav'
import { typeName } from '@/components/accounts/labels'
import { accountOverview } from '@/lib/accounts/queries'
import { reading } from '@/lib/core/read'
import { noteOpening } from '@/lib/views/queries'

const CRUMBS = [{ label: 'Tenants' }, { label: 'Managed Accounts', href: '/accounts' }]

export async function generateMetadata({ params }: LayoutProps<'/accounts/[accountId]'>): Promise<Metadata> {
  const name = await accountOverview((await params).accountId)
    .then((account) => account.name ?? account.id)
    .catch(() => 'Managed account')
  return { title: { default: name, template: `%s · ${name} · Tenantdesk` } }
}

export default async function AccountLayout({ params, children }: LayoutProps<'/accounts/[accountId]'>) {
  const { accountId } = await params
  return (
    <>
      <AccountHeader accountId={accountId} />
      {children}
    </>
  )
}

/**
 * Beside the page, not around it, so that both read at once. It waits outside of any Suspense, so that an unknown id is
 * answered with the status 404. A fault is told by the page, in the place of what it wanted to show.
 */
async function AccountHeader({ accountId }: { accountId: string }) {
  const account = await reading(() => accountOverview(accountId))
  if (!account.ok)
    return <PageHeader title="Managed account" breadcrumbs={[...CRUMBS, { label: accountId }]} />
  const { id, name, type } = account.data
  await noteOpening({ id, name })
  const path = `/accounts/${id}`
  return (
    <>
      <PageHeader
        title={name ?? 'Unnamed account'}
        breadcrumbs={[...CRUMBS, { label: name ?? id }]}
        badge={type && <StatusBadge>{typeName(type)}</StatusBadge>}
        description={<CopyText label="Account ID" value={id} />}
      />
      <TabsNav
        label="Account"
        items={[
          { label: 'Overview', href: path },
          { label: 'Members', href: `${path}/members` },
          { label: 'Roles', href: `${path}/roles` },
          { label: 'Zones', href: `${path}/zones` },
          { label: 'Subscriptions', href: `${path}/subscriptions` },
          { label: 'API Tokens', href: `${path}/tokens` },
          { label: 'Audit Log', href: `${path}/audit-log` },
          { label: 'Activity', href: `${path}/activity` },
          { label: 'Settings', href: `${path}/settings` },
        ]}
      />
    </>
  )
}
