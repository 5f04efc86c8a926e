import type { ReactNode } from 'react'
import { ClearFilters, DateFilter, FilterBar, SearchFilter, SelectFilter } from '@/components/ui/filter-bar'
import { RUN_LABELS } from '@/lib/onboarding/run-constants'
import { RUN_FILTER_NAMES, RUN_FILTERS, type RunChoices, type RunsQuery } from '@/lib/onboarding/run-schema'

const STATES = RUN_FILTERS.map((value) => ({
  value,
  label: value === 'stuck' ? 'Stuck' : RUN_LABELS[value],
}))

/** The filters of the address. */
export function RunFilters({
  choices,
  query,
  actions,
}: {
  choices: RunChoices
  query: RunsQuery
  actions?: ReactNode
}) {
  return (
    <FilterBar actions={actions}>
      <SearchFilter name="q" label="Customer" placeholder="Name or account ID" />
      <SelectFilter name="state" label="State" all="All states" options={STATES} />
      <SelectFilter name="person" label="Started by" all="Everyone" options={choices.people} />
      {choices.templates.length > 0 && (
        <SelectFilter name="template" label="Template" all="Any or none" options={choices.templates} />
      )}
      {query.import && (
        <SelectFilter
          name="import"
          label="Import"
          all="All runs"
          options={[{ value: query.import, label: 'One import' }]}
        />
      )}
      <DateFilter name="from" label="From" />
      <DateFilter name="to" label="To" />
      <ClearFilters names={[...RUN_FILTER_NAMES]} />
    </FilterBar>
  )
}
