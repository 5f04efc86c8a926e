'use client'
import { WARN_FROM } from '@/lib/settings/constants'
import { inWords, untilThen, useAllowance } from './allowance-watch'

/** Warns in the frame of every page when Cloudflare's allowance runs out, and counts down to its refill. */
export function AllowanceNotice() {
  const { allowance, now } = useAllowance()
  const { limit, used, halfAt, spent } = allowance
  const warns = halfAt !== null && (spent || used >= limit * WARN_FROM)
  return (
    <div role="status">
      {warns && (
        <p className="border-b border-kumo-line bg-kumo-warning-tint px-4 py-1.5 text-center text-sm text-kumo-warning">
          {spent
            ? 'Cloudflare’s request allowance is used up. This page continues automatically'
            : `${inWords(used)} of the ${inWords(limit)} requests that Cloudflare allows in five minutes are used. The rest is reserved for the most important requests; half of it refills`}{' '}
          <span aria-live="off" className="tabular-nums">
            {untilThen(halfAt, now)}
          </span>
          .
        </p>
      )}
    </div>
  )
}
