import { PlusIcon } from '@phosphor-icons/react/dist/ssr/Plus'
import type { Metadata } from 'next'
import { Suspense, type ReactNode } from 'react'
import { AccountTable, AccountTableSkeleton } from '@/components/accounts/account-table'
import { ButtonLink } from '@/components/ui/button-link'
import { ClearFilters, FilterBar, SearchFilter, SelectFilter } from '@/components/ui/filter-bar'
import { PageHeader } from '@/components/ui/page-header'
import { Part } from '@/components/ui/part'
import { listAccounts, offersCreation } from '@/lib/accounts/queries'
import { ListQuery } from '@/lib/accounts/schema'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'

export const metadata: Metadata = { title: 'Managed Accounts' }

export default async function ManagedAccountsPage({ searchParams }: PageProps<'/accounts'>) {
  const query = ListQuery.parse(await searchParams)
  const staff = await requirePermission('accounts.read')
  const mayCreate = may(staff.role, 'accounts.create')
  const mayExport = may(staff.role, 'customers.export')
  const create = (
    <ButtonLink href="/accounts/new" variant="primary" icon={<PlusIcon size={16} aria-hidden="true" />}>
      Create Account
    </ButtonLink>
  )
  return (
    <>
      <PageHeader
        title="Managed Accounts"
        description="Your customers’ accounts at Cloudflare."
        breadcrumbs={[{ label: 'Tenants' }, { label: 'Managed Accounts' }]}
        actions={
          mayCreate && (
            <Suspense fallback={create}>
              <WhereOffered tenant={query.tenant}>{create}</WhereOffered>
            </Suspense>
          )
        }
      />
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
          <AccountTable accounts={accounts} query={query} mayCreate={offered} mayExport={mayExport} />
        )}
      </Part>
    </>
  )
}

/** The page does not wait for a tenant to say no, which is rare. */
async function WhereOffered({ tenant, children }: { tenant?: string; children: ReactNode }) {
  return (await offersCreation(tenant)) && children
}
