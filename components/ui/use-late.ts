'use client'
import { useEffect, useEffectEvent } from 'react'

/**
 * Fetches what a page wants later, so that it is no part of what is loaded first: once the browser has nothing else to
 * do, or when something is focused. What cannot be fetched is asked for again by whoever needs it.
 */
export function useLate(fetch: () => Promise<unknown>): void {
  const run = useEffectEvent(() => void fetch().catch(() => {}))
  useEffect(() => {
    const idle = window.requestIdleCallback ?? ((then: () => void) => window.setTimeout(then, 200))
    const forget = window.cancelIdleCallback ?? window.clearTimeout
    const asked = idle(() => run())
    const focused = () => run()
    document.addEventListener('focusin', focused, { once: true })
    return () => {
      forget(asked)
      document.removeEventListener('focusin', focused)
    }
  }, [])
}
