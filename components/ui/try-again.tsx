'use client'
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import { clock, lasting } from './moment'

/** `at`: epoch milliseconds. Whole seconds, every second anew; 0 where it is over. */
export function useSecondsUntil(at: number | null | undefined): number {
  const left = () => (at ? Math.max(0, Math.ceil((at - Date.now()) / 1000)) : 0)
  return useSyncExternalStore(everySecond, left, left)
}

/** Whether `until` (epoch milliseconds) is still to come. Draws again when that changes, not every second. */
export function useWaiting(until: number | null | undefined): boolean {
  return useSyncExternalStore(
    everySecond,
    () => Boolean(until && until > Date.now()),
    () => false,
  )
}

function everySecond(tick: () => void): () => void {
  const timer = setInterval(tick, 1000)
  return () => clearInterval(timer)
}

/**
 * Tries again at `at` (epoch milliseconds), once for as long as the fault is shown: whoever is refused again tries
 * again by hand. Returns whether that moment is still to come.
 */
export function useGoOn(at: number | null | undefined, go: () => void): boolean {
  const [tried, setTried] = useState(false)
  const tryIt = useEffectEvent(() => {
    setTried(true)
    go()
  })
  const until = tried ? null : at
  useEffect(() => {
    if (!until) return
    const timer = setTimeout(() => tryIt(), Math.max(0, until - Date.now()))
    return () => clearTimeout(timer)
  }, [until])
  return Boolean(until)
}

let refreshedAt = 0

/** Reads the page anew, once for all parts of it that try again at the same moment. */
export function refreshOnce(refresh: () => void): void {
  if (Date.now() - refreshedAt < 1_000) return
  refreshedAt = Date.now()
  refresh()
}

/**
 * When trying again makes sense, counting down. Whoever listens hears the time once, and once that it has come: each
 * second would be one too many.
 */
export function TryAgain({
  at,
  byItself = false,
  className,
}: {
  at: number
  /** Whether it is then tried without anybody's doing. */
  byItself?: boolean
  className?: string
}) {
  const left = useSecondsUntil(at)
  return (
    <p className={className}>
      {byItself ? 'This continues automatically at' : 'Try again at'}{' '}
      <time dateTime={new Date(at).toISOString()} className="whitespace-nowrap">
        {clock(new Date(Math.ceil(at / 1000) * 1000))}
      </time>
      <span aria-hidden="true" className="whitespace-nowrap tabular-nums" suppressHydrationWarning>
        {left > 0 ? `, in ${lasting(left)}` : ', which is now'}
      </span>
      .
      <span role="status" className="sr-only">
        {left === 0 && !byItself && 'You can try again now.'}
      </span>
    </p>
  )
}
