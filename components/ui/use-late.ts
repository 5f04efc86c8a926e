'use client'
import { useEffect, useEffectEvent } from 'react'
import { whenIdle } from './idle'

/**
 * Fetches what a page wants later, so that it is no part of what is loaded first: once the browser has nothing else to
 * do, or when something is focused. What cannot be fetched is asked for again by whoever needs it.
 */
export function useLate(fetch: () => Promise<unknown>): void {
  const run = useEffectEvent(() => void fetch().catch(() => {}))
  useEffect(() => {
    const forget = whenIdle(() => run())
    const focused = () => run()
    document.addEventListener('focusin', focused, { once: true })
    return () => {
      forget()
      document.removeEventListener('focusin', focused)
    }
  }, [])
}
