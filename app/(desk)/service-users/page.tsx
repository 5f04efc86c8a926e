import { PlusIcon } from '@phosphor-icons/react/dist/ssr/Plus'
import type { Metadata } from 'next'
import { ServiceUserTable, ServiceUserTableSkeleton } from '@/components/service-users/service-user-table'
import { ButtonLink } from '@/components/ui/button-link'
import { ClearFilters, FilterBar, SearchFilter } from '@/components/ui/filter-bar'
import { PageHeader } from '@/components/ui/page-header'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { listServiceUsers } from '@/lib/service-users/queries'
import { ServiceUsersQuery } from '@/lib/service-users/schema'
import { ViewsOf } from '@/app/(desk)/views-of'

export const metadata: Metadata = { title: 'Service Users' }

export default async function ServiceUsersPage({ searchParams }: PageProps<'/service-users'>) {
  const query = ServiceUsersQuery.parse(await searchParams)
  const staff = await requirePermission('service-users.read')
  const mayCreate = may(staff.role, 'service-users.create')
  return (
    <>
      <PageHeader
        title="Service Users"
        description="Service users created in this console. Cloudflare has no list of them, and nobody but you keeps their API keys."
        breadcrumbs={[{ label: 'Tenants' }, { label: 'Service Users' }]}
        actions={
          mayCreate && (
            <ButtonLink
              href="/service-users/new"
              variant="primary"
              icon={<PlusIcon size={16} aria-hidden="true" />}
            >
              Create Service User
            </ButtonLink>
          )
        }
      />
      <FilterBar actions={<ViewsOf list="/service-users" />}>
        <SearchFilter name="q" label="Search service users" placeholder="Email or account" />
        <ClearFilters names={['q']} />
      </FilterBar>
      <Part
        failed="The service users could not be read"
        fallback={<ServiceUserTableSkeleton query={query} />}
        read={() => reading(() => listServiceUsers(query))}
      >
        {(users) => (
          <ServiceUserTable
            users={users}
            query={query}
            mayCreate={mayCreate}
            mayExport={may(staff.role, 'customers.export')}
          />
        )}
      </Part>
    </>
  )
}
