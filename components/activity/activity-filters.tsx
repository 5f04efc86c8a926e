import type { ReactNode } from 'react'
import { ClearFilters, DateFilter, FilterBar, SearchFilter, SelectFilter } from '@/components/ui/filter-bar'
import { Notice } from '@/components/ui/notice'
import {
  FILTER_NAMES,
  LEAST,
  RESULTS,
  TOO_SHORT,
  type ActivityQuery,
  type Labels,
  type PersonOption,
} from '@/lib/audit/schema'

const LABELS = {
  q: 'Search',
  person: 'Person',
  action: 'Action',
  result: 'Result',
  account: 'Account',
  from: 'From',
  to: 'To',
}
const RESULT_OPTIONS = Object.entries(RESULTS).map(([value, label]) => ({ value, label }))

function optionsOf(labels: Labels) {
  return Object.entries(labels)
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'))
}

/** The filters of the address. With `withAccount`, also those that make sense over all accounts only. */
export function ActivityFilters({
  people,
  labels,
  unreadable,
  withAccount,
  actions,
}: {
  labels: Labels
  people: PersonOption[]
  unreadable: ActivityQuery['unreadable']
  withAccount: boolean
  actions?: ReactNode
}) {
  return (
    <>
      <FilterBar actions={actions}>
        <SearchFilter
          name="q"
          label={LABELS.q}
          placeholder="Name, ID, email, request or ray"
          least={LEAST}
          error={unreadable.includes('q') ? TOO_SHORT : undefined}
        />
        {withAccount && (
          <SearchFilter
            name="account"
            label={LABELS.account}
            placeholder="Name or ID"
            least={LEAST}
            error={unreadable.includes('account') ? TOO_SHORT : undefined}
          />
        )}
        {withAccount && <div className="-mb-3 hidden basis-full xl:block" />}
        <SelectFilter name="person" label={LABELS.person} all="Everyone" options={people} />
        <SelectFilter name="action" label={LABELS.action} all="All actions" options={optionsOf(labels)} />
        <SelectFilter name="result" label={LABELS.result} all="All results" options={RESULT_OPTIONS} />
        <div className="flex min-w-0 flex-[1_1_19rem] gap-3 sm:max-w-92">
          <DateFilter name="from" label={LABELS.from} />
          <DateFilter name="to" label={LABELS.to} />
        </div>
        <ClearFilters names={FILTER_NAMES} />
      </FilterBar>
      {unreadable.length > 0 && (
        <div className="mb-4">
          <Notice tone="warning" title="A filter in this address is not valid">
            {unreadable.map((name) => LABELS[name]).join(', ')} is ignored, so more is shown than you asked
            for.
          </Notice>
        </div>
      )}
    </>
  )
}
