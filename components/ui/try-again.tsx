'use client'
import { useSyncExternalStore } from 'react'
import { clock, lasting } from './moment'

/** Takes epoch milliseconds (or nothing); returns the whole seconds until then, every second anew; 0 where it is over. */
export function useSecondsUntil(at: number | null | undefined): number {
  const left = () => (at ? Math.max(0, Math.ceil((at - Date.now()) / 1000)) : 0)
  return useSyncExternalStore(everySecond, left, left)
}

function everySecond(tick: () => void): () => void {
  const timer = setInterval(tick, 1000)
  return () => clearInterval(timer)
}

/**
 * When trying again makes sense, counting down. Whoever listens hears the time once, and once that it has come: each
 * second would be one too many.
 */
export function TryAgain({ at, className }: { at: number; className?: string }) {
  const left = useSecondsUntil(at)
  return (
    <p className={className}>
      Try again at{' '}
      <time dateTime={new Date(at).toISOString()}>{clock(new Date(Math.ceil(at / 1000) * 1000))}</time>
      <span aria-hidden="true" className="whitespace-nowrap tabular-nums" suppressHydrationWarning>
        {left > 0 ? `, in ${lasting(left)}` : ', which is now'}
      </span>
      .
      <span role="status" className="sr-only">
        {left === 0 && 'You can try again now.'}
      </span>
    </p>
  )
}
