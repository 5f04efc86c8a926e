import { PlusIcon } from '@phosphor-icons/react/dist/ssr/Plus'
import type { Metadata } from 'next'
import { ZoneTable, ZoneTableSkeleton } from '@/components/zones/zone-table'
import { typeName, word } from '@/components/zones/labels'
import { ButtonLink } from '@/components/ui/button-link'
import { ClearFilters, FilterBar, SearchFilter, SelectFilter } from '@/components/ui/filter-bar'
import { LiveData } from '@/components/ui/live-data'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { listZones } from '@/lib/zones/queries'
import { ZONE_STATUSES, ZoneListQuery } from '@/lib/zones/schema'
import { ZONE_TYPES } from '@/lib/zones/constants'

export const metadata: Metadata = { title: 'Zones' }

export default async function ZonesPage({ params, searchParams }: PageProps<'/accounts/[accountId]/zones'>) {
  const { accountId } = await params
  const query = ZoneListQuery.parse(await searchParams)
  const staff = await requirePermission('zones.read')
  const mayAdd = may(staff.role, 'zones.change')
  return (
    <>
      <FilterBar
        actions={
          mayAdd && (
            <ButtonLink
              href={`/accounts/${accountId}/zones/new`}
              variant="primary"
              icon={<PlusIcon size={16} aria-hidden="true" />}
            >
              Add a zone
            </ButtonLink>
          )
        }
      >
        <SearchFilter name="name" label="Filter by name" placeholder="Domain" />
        <SelectFilter name="status" label="Status" all="All" options={options(ZONE_STATUSES, word)} />
        <SelectFilter name="type" label="Type" all="All" options={options(ZONE_TYPES, typeName)} />
        <ClearFilters names={['name', 'status', 'type']} />
      </FilterBar>
      <Part
        failed="The zones could not be listed"
        fallback={<ZoneTableSkeleton size={query.size} />}
        read={() => reading(() => listZones(accountId, query))}
      >
        {(zones) => (
          <LiveData>
            <ZoneTable
              accountId={accountId}
              zones={zones}
              query={query}
              mayAdd={mayAdd}
              mayExport={may(staff.role, 'customers.export')}
            />
          </LiveData>
        )}
      </Part>
    </>
  )
}

const options = (values: readonly string[], label: (value: string) => string) =>
  values.map((value) => ({ value, label: label(value) }))
