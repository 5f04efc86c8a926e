'use client'
import { useId } from 'react'
import { cx } from '@/components/ui/cx'
import { SPENT_ON, WARN_FROM } from '@/lib/settings/constants'
import { inWords, untilThen, useAllowance } from './allowance-watch'

/** How much is left of Cloudflare's allowance, in the top bar; under it when it refills and what spends it. */
export function AllowanceMeter() {
  const { allowance, now, ask } = useAllowance()
  const { limit, used, halfAt, fullAt, spent, forPeople, by } = allowance
  const id = useId()
  const left = spent ? 0 : limit - used
  const says = `${inWords(left)} of ${inWords(limit)} requests left`
  const spenders = Object.entries(SPENT_ON).filter(([kind]) => by[kind as keyof typeof by] > 0)
  return (
    <div className="flex items-center">
      <div
        role="meter"
        aria-label="Cloudflare’s request allowance"
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={left}
        aria-valuetext={says}
        className="h-1.5 w-8 overflow-hidden rounded-full bg-kumo-fill sm:w-16"
      >
        <div
          className={cx('h-full', used < limit * WARN_FROM ? 'bg-kumo-brand' : 'bg-kumo-warning')}
          style={{ width: `${(100 * left) / limit}%` }}
        />
      </div>
      <button
        type="button"
        popoverTarget={id}
        title="What Cloudflare’s request allowance is spent on"
        className="h-9 min-w-16 rounded-lg px-2 text-right text-sm text-kumo-subtle tabular-nums hover:bg-kumo-tint sm:min-w-20"
      >
        {inWords(left)} <span className="max-sm:sr-only">left</span>
      </button>
      <div
        id={id}
        popover="auto"
        role="group"
        aria-label="Cloudflare’s request allowance"
        onToggle={({ newState }) => newState === 'open' && void ask()}
        className="inset-auto top-14 right-4 m-0 w-80 max-w-[calc(100vw-2rem)] rounded-xl bg-kumo-base p-4 text-sm text-kumo-default shadow-lg ring ring-kumo-line lg:right-8"
      >
        <p className="font-medium">{says}</p>
        <p className="mt-1 text-kumo-subtle tabular-nums">
          {spent &&
            halfAt !== null &&
            `Nothing is sent to Cloudflare until it refills ${untilThen(halfAt, now)}.`}
          {!spent && (halfAt === null || fullAt === null) && 'All that Cloudflare allows in five minutes.'}
          {!spent &&
            halfAt !== null &&
            fullAt !== null &&
            (halfAt === fullAt
              ? `It is full again ${untilThen(fullAt, now)}.`
              : `Half of what is used is free again ${untilThen(halfAt, now)}, all of it ${untilThen(fullAt, now)}.`)}
        </p>
        {spenders.length > 0 && (
          <dl
            aria-label="What it was spent on in the latest five minutes"
            className="mt-3 grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 border-y border-kumo-hairline py-3"
          >
            {spenders.map(([kind, label]) => (
              <div key={kind} className="col-span-2 grid grid-cols-subgrid">
                <dt className="text-kumo-subtle">{label}</dt>
                <dd className="text-right tabular-nums">{inWords(by[kind as keyof typeof by])}</dd>
              </div>
            ))}
          </dl>
        )}
        <p className="mt-3 text-kumo-subtle">
          Runs and checks in the background wait once only {inWords(forPeople)} are left: those are for
          people.
        </p>
      </div>
    </div>
  )
}
