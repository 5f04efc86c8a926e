'use client'
import { use } from 'react'
import { useChosenTenant } from '@/components/ui/link'

/** By the id of the tenant, '' for what is of none that we know. */
export type WorkCounts = Record<string, number>

/** How much needs somebody in the chosen tenant, or in all; nothing where nothing does, or it cannot be read. */
export function WorkCount({ counts: promise }: { counts: Promise<WorkCounts | null> }) {
  const counts = use(promise)
  const tenant = useChosenTenant()
  if (!counts) return null
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const count = tenant ? (counts[tenant] ?? 0) + (counts[''] ?? 0) : all
  if (count === 0) return null
  return (
    <span className="ml-auto rounded-full bg-kumo-fill px-2 text-xs leading-5 text-kumo-subtle tabular-nums">
      {count > 999 ? '999+' : count}
      <span className="sr-only"> to do</span>
    </span>
  )
}
