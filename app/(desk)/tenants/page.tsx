import type { Metadata } from 'next'
import { MemberTable, MemberTableSkeleton, UnitTable, UnitTableSkeleton } from '@/components/tenants/people'
import { AccountTypes, Entitlements, TenantFacts } from '@/components/tenants/tenant-facts'
import { TenantTable } from '@/components/tenants/tenant-table'
import { toneOf, word } from '@/components/tenants/labels'
import { CopyText } from '@/components/ui/copy-text'
import { ErrorState } from '@/components/ui/error-state'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { PageHeader } from '@/components/ui/page-header'
import { Part } from '@/components/ui/part'
import { StatusBadge } from '@/components/ui/status-badge'
import { reading } from '@/lib/core/read'
import {
  listTenants,
  tenantAccountTypes,
  tenantDetails,
  tenantEntitlements,
  tenantMembers,
  tenantUnits,
} from '@/lib/tenants/queries'
import { ChosenTenantQuery, type TenantRow } from '@/lib/tenants/schema'

export const metadata: Metadata = { title: 'Tenant Details' }

const CRUMBS = [{ label: 'Tenants' }, { label: 'Tenant Details' }]

export default async function TenantDetailsPage({ searchParams }: PageProps<'/tenants'>) {
  const { tenant } = ChosenTenantQuery.parse(await searchParams)
  const tenants = await reading(() => listTenants(tenant))
  const [only, ...others] = tenants.ok ? tenants.data.items : []
  if (tenants.ok && tenants.data.complete && only && others.length === 0) return <OneTenant tenant={only} />
  return (
    <>
      <PageHeader
        title="Tenant Details"
        description={
          others.length > 0 &&
          'Your credentials administer several tenants. Choose one to see its details; everything else then shows that tenant only.'
        }
        breadcrumbs={CRUMBS}
      />
      {tenants.ok ? (
        <TenantTable tenants={tenants.data} />
      ) : (
        <ErrorState title="The tenants could not be read" {...tenants.error} />
      )}
    </>
  )
}

function OneTenant({ tenant: { id, name, status } }: { tenant: TenantRow }) {
  return (
    <>
      <PageHeader
        title={name ?? 'Unnamed tenant'}
        breadcrumbs={CRUMBS}
        badge={status && <StatusBadge tone={toneOf(status)}>{word(status)}</StatusBadge>}
        description={<CopyText label="Tenant ID" value={id} />}
      />
      <div className="space-y-6">
        <div className="grid items-start gap-6 xl:grid-cols-2">
          <Part
            failed="The details could not be read"
            fallback={<LinesSkeleton title="Details" lines={8} />}
            read={() => reading(() => tenantDetails(id))}
          >
            {(details) => <TenantFacts tenant={details} />}
          </Part>
          <div className="space-y-6">
            <Part
              failed="The entitlements could not be read"
              fallback={<LinesSkeleton title="Entitlements" lines={5} />}
              read={() => reading(() => tenantEntitlements(id))}
            >
              {(entitlements) => <Entitlements entitlements={entitlements} />}
            </Part>
            <Part
              failed="The account types could not be read"
              fallback={<LinesSkeleton title="Account types allowed" lines={1} />}
              read={() => reading(() => tenantAccountTypes(id))}
            >
              {(types) => <AccountTypes types={types} />}
            </Part>
          </div>
        </div>
        <Part
          failed="The tenant units could not be read"
          fallback={<UnitTableSkeleton />}
          read={() => reading(() => tenantUnits(id))}
        >
          {(units) => <UnitTable units={units} />}
        </Part>
        <Part
          failed="The members could not be read"
          fallback={<MemberTableSkeleton />}
          read={() => reading(() => tenantMembers(id))}
        >
          {(members) => <MemberTable members={members} />}
        </Part>
      </div>
    </>
  )
}
