import type { ReactNode } from 'react'
import { ClearFilters, FilterBar, SearchFilter, SelectFilter } from '@/components/ui/filter-bar'
import { POWERS } from '@/lib/people/constants'
import { PEOPLE_FILTERS } from '@/lib/people/schema'

/** The filters of the address. */
export function PeopleFilters({ actions }: { actions?: ReactNode }) {
  return (
    <FilterBar actions={actions}>
      <SearchFilter name="q" label="Person" placeholder="Part of an email or a name" />
      <SelectFilter
        name="power"
        label="Access"
        all="Any access"
        options={[
          { value: 'super', label: POWERS.super },
          { value: 'admin', label: POWERS.admin },
        ]}
      />
      <SelectFilter
        name="twoFactor"
        label="Two-factor"
        all="With and without"
        options={[
          { value: 'off', label: 'Disabled' },
          { value: 'on', label: 'Enabled' },
        ]}
      />
      <SelectFilter
        name="status"
        label="Status"
        all="Any status"
        options={[
          { value: 'accepted', label: 'Accepted' },
          { value: 'pending', label: 'Pending' },
          { value: 'rejected', label: 'Rejected' },
        ]}
      />
      <ClearFilters names={[...PEOPLE_FILTERS]} />
    </FilterBar>
  )
}
