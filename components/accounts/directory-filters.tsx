import type { ReactNode } from 'react'
import {
  ClearFilters,
  DateFilter,
  FilterBar,
  MoreFilters,
  RangeFilter,
  SearchFilter,
  SelectFilter,
} from '@/components/ui/filter-bar'
import {
  ACCOUNT_FILTERS,
  NONE,
  SORT_LABELS,
  type DirectoryChoices,
  type DirectoryQuery,
} from '@/lib/directory/list-schema'
import { typeName } from './labels'

const optionsOf = (values: string[], label = (value: string) => value) =>
  values.map((value) => ({ value, label: label(value) }))

/** A filter for each column of the list. */
export function DirectoryFilters({
  choices,
  query,
  actions,
}: {
  choices: DirectoryChoices
  query: DirectoryQuery
  actions?: ReactNode
}) {
  const { type, from, to, minZones, maxZones, minMembers, maxMembers, twoFactor, attention, gone } = query
  const more = [type, from, to, minZones, maxZones, minMembers, maxMembers, twoFactor, attention, gone]
  return (
    <FilterBar actions={actions}>
      <SearchFilter name="name" label="Filter by name" placeholder="A part of the name" />
      <SelectFilter
        name="unit"
        label="Tenant Unit"
        all="All units"
        options={[
          ...choices.units.map(({ id, name }) => ({ value: id, label: name })),
          { value: NONE, label: 'Not known' },
        ]}
      />
      <SelectFilter
        name="plan"
        label="Plan"
        all="All plans"
        options={[...optionsOf(choices.plans), { value: NONE, label: 'No plan' }]}
      />
      <ClearFilters names={[...ACCOUNT_FILTERS]} />
      <MoreFilters open={more.some((value) => value !== undefined)}>
        <SelectFilter
          name="type"
          label="Type"
          all="All types"
          options={[...optionsOf(choices.types, typeName), { value: NONE, label: 'Not known' }]}
        />
        <SelectFilter
          name="twoFactor"
          label="Two-factor"
          all="Any"
          options={[
            { value: 'on', label: 'Enforced' },
            { value: 'off', label: 'Not enforced' },
            { value: 'unknown', label: 'Not known' },
          ]}
        />
        <SelectFilter
          name="attention"
          label="Needs attention"
          all="All accounts"
          options={[{ value: '1', label: 'Needs attention' }]}
        />
        <div className="flex min-w-0 flex-[1_1_19rem] gap-3 sm:max-w-92">
          <DateFilter name="from" label="Created from" />
          <DateFilter name="to" label="Created to" />
        </div>
        <RangeFilter least="minZones" most="maxZones" label="Zones" />
        <RangeFilter least="minMembers" most="maxMembers" label="Members" />
        <SelectFilter
          name="gone"
          label="Deleted"
          all="Hide deleted"
          options={[{ value: '1', label: 'Show deleted' }]}
        />
        {/* A table is sorted by its headings, which cards do not have. */}
        <div className="contents lg:hidden">
          <SelectFilter
            name="sort"
            label="Sort by"
            all={SORT_LABELS.name}
            options={Object.entries(SORT_LABELS).flatMap(([value, label]) =>
              value === 'name' ? [] : { value, label },
            )}
          />
          <SelectFilter
            name="direction"
            label="Direction"
            all="Ascending"
            options={[{ value: 'desc', label: 'Descending' }]}
          />
        </div>
      </MoreFilters>
    </FilterBar>
  )
}
