import type { ReactNode } from 'react'
import { ClearFilters, FilterBar, SelectFilter } from '@/components/ui/filter-bar'
import { URGENCY_LABELS, WORK_FILTER_NAMES } from '@/lib/today/constants'
import type { Urgency, WorkPage, WorkQuery } from '@/lib/today/schema'

const URGENCY_CHOICES = (Object.keys(URGENCY_LABELS) as Urgency[]).map((value) => ({
  value,
  label: URGENCY_LABELS[value],
}))

/** The filters of the address. */
export function WorkFilters({
  list: { kinds, units, owners, snoozed },
  query,
  views,
}: {
  list: Pick<WorkPage, 'kinds' | 'units' | 'owners' | 'snoozed'>
  query: WorkQuery
  views: ReactNode
}) {
  return (
    <FilterBar actions={views}>
      <SelectFilter name="kind" label="Kind" all="All kinds" options={kinds} />
      <SelectFilter name="urgency" label="Urgency" all="Any" options={URGENCY_CHOICES} />
      <SelectFilter
        name="owner"
        label="Who has it"
        all="Anybody"
        options={[{ value: 'me', label: 'Mine' }, { value: 'nobody', label: 'Nobody’s' }, ...owners]}
      />
      {units.length > 0 && <SelectFilter name="unit" label="Tenant Unit" all="All units" options={units} />}
      {query.account && (
        <SelectFilter
          name="account"
          label="Customer"
          all="All customers"
          options={[{ value: query.account, label: 'One customer' }]}
        />
      )}
      <SelectFilter
        name="show"
        label="Show"
        all="What is open"
        options={[
          { value: 'snoozed', label: `Snoozed (${snoozed.toLocaleString('en')})` },
          { value: 'done', label: 'Done lately' },
        ]}
      />
      <ClearFilters names={[...WORK_FILTER_NAMES, 'show']} />
    </FilterBar>
  )
}
