import { Suspense } from 'react'
import { ClearFilters, DateFilter, FilterBar, SearchFilter, SelectFilter } from '@/components/ui/filter-bar'
import { notAll } from '@/components/ui/not-all'
import {
  ACTION_TYPES,
  FILTER_NAMES,
  MORE_FILTERS,
  oldestDay,
  RANGES,
  rangeOf,
  RESULTS,
  type FilterName,
  type LogQuery,
  type ProductGroup,
  type ProductGroups,
} from '@/lib/cloudflare-log/schema'
import type { Reading } from '@/lib/core/errors'
import { word } from './labels'

export const LABELS: Record<FilterName, string> = {
  range: 'Range',
  from: 'From',
  to: 'To',
  result: 'Result',
  action: 'Action',
  product: 'Product',
  actor: 'Actor',
  resource: 'Resource',
  zone: 'Zone',
  address: 'IP address',
  ray: 'Ray ID',
}
const HINTS: Record<(typeof MORE_FILTERS)[number], string> = {
  actor: 'Email, token or ID',
  resource: 'Type or ID',
  zone: 'Domain or ID',
  address: 'Such as 192.0.2.10',
  ray: '16 letters and digits',
}

/** The filters of the address. The products come when they can. */
export function LogFilters({
  query: { filter, errors },
  products,
  now,
}: {
  query: LogQuery
  products: Promise<Reading<ProductGroups>>
  now: Date
}) {
  const days = rangeOf(filter, now)
  const bounds = { min: oldestDay(now), max: now.toISOString().slice(0, 10) }
  const { '': usual, ...ranges } = RANGES
  const more = MORE_FILTERS.some((name) => filter[name] || errors[name])
  return (
    <FilterBar>
      <SelectFilter
        name="range"
        label={LABELS.range}
        all={usual}
        options={[
          ...Object.entries(ranges).map(([value, label]) => ({ value, label })),
          { value: 'custom', label: 'Custom range' },
        ]}
      />
      {filter.range === 'custom' && (
        <div className="flex min-w-0 flex-[1_1_19rem] gap-3 sm:max-w-92">
          <DateFilter name="from" label={LABELS.from} fallback={days.from} error={errors.from} {...bounds} />
          <DateFilter name="to" label={LABELS.to} fallback={days.to} error={errors.to} {...bounds} />
        </div>
      )}
      <SelectFilter name="result" label={LABELS.result} all="All results" options={options(RESULTS)} />
      <SelectFilter name="action" label={LABELS.action} all="All actions" options={options(ACTION_TYPES)} />
      <Suspense fallback={<Products groups={[]} complete />}>
        <ProductFilter products={products} />
      </Suspense>
      <ClearFilters names={FILTER_NAMES} />
      <details className="order-last basis-full" open={more}>
        <summary className="w-fit rounded-md py-1 text-sm text-kumo-subtle hover:text-kumo-default">
          More filters
        </summary>
        <div className="mt-2 grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-5">
          {MORE_FILTERS.map((name) => (
            <SearchFilter
              key={name}
              whole
              name={name}
              label={LABELS[name]}
              placeholder={HINTS[name]}
              error={errors[name]}
            />
          ))}
        </div>
      </details>
    </FilterBar>
  )
}

async function ProductFilter({ products }: { products: Promise<Reading<ProductGroups>> }) {
  const read = await products
  // Where Cloudflare does not tell its products, one is typed.
  if (!read.ok)
    return <SearchFilter whole name="product" label={LABELS.product} placeholder="Such as members" />
  return <Products {...read.data} />
}

function Products({ groups, complete }: ProductGroups) {
  const options = [...named(groups), ...(complete ? [] : [{ label: notAll('products'), options: [] }])]
  return <SelectFilter name="product" label={LABELS.product} all="All products" options={options} />
}

const options = (values: readonly string[]) => values.map((value) => ({ value, label: word(value) }))

const named = (groups: ProductGroup[]) =>
  groups.map((group) => ({
    ...group,
    options: group.options.map(({ value, label }) => ({ value, label: word(label) })),
  }))
