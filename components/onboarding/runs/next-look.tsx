'use client'
import { clock } from '@/components/ui/moment'
import { useSecondsUntil } from '@/components/ui/try-again'

/** Until when it is waited. A time that is over would read as broken. */
export function NextLook({ at }: { at: string }) {
  const left = useSecondsUntil(Date.parse(at))
  return (
    <span suppressHydrationWarning>
      {left > 0 ? `Next look at ${clock(new Date(at))}.` : 'Looking again now.'}
    </span>
  )
}
