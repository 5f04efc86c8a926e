import { PlusIcon } from '@phosphor-icons/react/dist/ssr/Plus'
import type { Metadata } from 'next'
import { Suspense, type ReactNode } from 'react'
import { AccountTable, AccountTableSkeleton } from '@/components/accounts/account-table'
import { DirectoryFilters } from '@/components/accounts/directory-filters'
import { DirectoryTable, DirectoryTableSkeleton } from '@/components/accounts/directory-table'
import { RefreshAccounts } from '@/components/accounts/refresh-accounts'
import { ButtonLink } from '@/components/ui/button-link'
import { ClockTime } from '@/components/ui/date-time'
import { ClearFilters, FilterBar, SearchFilter, SelectFilter } from '@/components/ui/filter-bar'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Part } from '@/components/ui/part'
import { listAccounts, offersCreation } from '@/lib/accounts/queries'
import { ListQuery } from '@/lib/accounts/schema'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import type { Reading } from '@/lib/core/errors'
import { reading, readingAhead } from '@/lib/core/read'
import { DirectoryQuery, type DirectoryPage } from '@/lib/directory/list-schema'
import { directoryChoices, directoryListed, listDirectory } from '@/lib/directory/queries'
import { ViewsOf } from '@/app/(desk)/views-of'

export const metadata: Metadata = { title: 'Managed Accounts' }

export default async function ManagedAccountsPage({ searchParams }: PageProps<'/accounts'>) {
  const params = await searchParams
  const [staff, listed] = await Promise.all([requirePermission('accounts.read'), directoryListed()])
  const rights = { create: may(staff.role, 'accounts.create'), export: may(staff.role, 'customers.export') }
  return listed ? (
    <FromDirectory query={DirectoryQuery.parse(params)} may={rights} />
  ) : (
    <FromCloudflare query={ListQuery.parse(params)} may={rights} />
  )
}

type May = { create: boolean; export: boolean }

function Header({
  tenant,
  may,
  asOf,
  refresh,
}: {
  tenant?: string
  may: May
  asOf?: ReactNode
  refresh?: ReactNode
}) {
  const create = (
    <ButtonLink href="/accounts/new" variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />}>
      Create Account
    </ButtonLink>
  )
  return (
    <PageHeader
      title="Managed Accounts"
      description={<>Your customers’ accounts at Cloudflare{asOf}.</>}
      breadcrumbs={[{ label: 'Tenants' }, { label: 'Managed Accounts' }]}
      actions={
        <>
          {refresh}
          {may.create && (
            <Suspense fallback={create}>
              <WhereOffered tenant={tenant}>{create}</WhereOffered>
            </Suspense>
          )}
        </>
      }
    />
  )
}

async function FromDirectory({ query, may }: { query: DirectoryQuery; may: May }) {
  const list = readingAhead(() => listDirectory(query))
  const choices = await directoryChoices(query.tenant)
  return (
    <>
      <Header
        tenant={query.tenant}
        may={may}
        asOf={
          <Suspense>
            <AsOf list={list} />
          </Suspense>
        }
        refresh={<RefreshAccounts />}
      />
      <DirectoryFilters choices={choices} query={query} actions={<ViewsOf list="/accounts" />} />
      <Part
        failed="The accounts could not be listed"
        fallback={<DirectoryTableSkeleton query={query} />}
        read={() => list}
      >
        {(accounts) => (
          <DirectoryTable accounts={accounts} query={query} mayCreate={may.create} mayExport={may.export} />
        )}
      </Part>
    </>
  )
}

async function AsOf({ list }: { list: Promise<Reading<DirectoryPage>> }) {
  const read = await list
  return (
    read.ok &&
    read.data.asOf && (
      <>
        , as of <ClockTime value={read.data.asOf} />
      </>
    )
  )
}

/** Until every account was listed once. */
function FromCloudflare({ query, may }: { query: ListQuery; may: May }) {
  return (
    <>
      <Header tenant={query.tenant} may={may} />
      <div className="mb-4">
        <Notice>
          Tenantdesk is still reading your accounts for the first time, so this list comes straight from
          Cloudflare and can be filtered by name only.
        </Notice>
      </div>
      <FilterBar>
        <SearchFilter name="name" label="Filter by name" placeholder="Account name" />
        <SelectFilter
          name="direction"
          label="Direction"
          all="Ascending"
          options={[{ value: 'desc', label: 'Descending' }]}
        />
        <ClearFilters names={['name', 'direction']} />
      </FilterBar>
      <Part
        failed="The accounts could not be listed"
        fallback={<AccountTableSkeleton size={query.size} />}
        read={() => reading(() => Promise.all([listAccounts(query), offersCreation(query.tenant)]))}
      >
        {([accounts, offered]) => (
          <AccountTable accounts={accounts} query={query} mayCreate={offered} mayExport={may.export} />
        )}
      </Part>
    </>
  )
}

/** The page does not wait for a tenant to say no, which is rare. */
async function WhereOffered({ tenant, children }: { tenant?: string; children: ReactNode }) {
  return (await offersCreation(tenant)) && children
}
