import type { Metadata } from 'next'
import { RolesMatrix, RolesMatrixSkeleton } from '@/components/members/roles-matrix'
import { ClearFilters, FilterBar, SearchFilter, SelectFilter } from '@/components/ui/filter-bar'
import { Part } from '@/components/ui/part'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { rolesMatrix } from '@/lib/members/queries'

export const metadata: Metadata = { title: 'Roles' }

export default async function RolesPage({ params, searchParams }: PageProps<'/accounts/[accountId]/roles'>) {
  const { accountId } = await params
  const { q, held } = await searchParams
  await requirePermission('members.read')
  return (
    <>
      <FilterBar>
        <SearchFilter name="q" label="Search roles" placeholder="Role, permission or member" />
        <SelectFilter
          name="held"
          label="Show"
          all="All roles"
          options={[{ value: 'yes', label: 'Roles that members have' }]}
        />
        <ClearFilters names={['q', 'held']} />
      </FilterBar>
      <Part
        failed="The roles could not be read"
        fallback={<RolesMatrixSkeleton />}
        read={() => reading(() => rolesMatrix(accountId))}
      >
        {(matrix) => (
          <RolesMatrix
            accountId={accountId}
            matrix={matrix}
            search={typeof q === 'string' ? q : ''}
            held={held === 'yes'}
          />
        )}
      </Part>
    </>
  )
}
