'use client'
import { usePathname } from 'next/navigation'
import { useCallback, useEffect, useEffectEvent, useRef } from 'react'

/** The way out of a page, told to whoever is on it before it is gone. Prevented, the page stays. */
type Leaving = CustomEvent<string>
const LEAVING = 'tenantdesk:leaving'

/** Takes the address that the page is about to be left for; returns whether nobody on it objects. */
export function mayLeave(href: string): boolean {
  const may = window.dispatchEvent(new CustomEvent(LEAVING, { detail: href, cancelable: true }))
  if (may && new URL(href, window.location.href).pathname !== window.location.pathname) departures += 1
  return may
}

/** How often a page has been left for another, counted when the person chose to, not when the other is there. */
let departures = 0

/** Returns what tells, later, whether the page has been left meanwhile or is about to be. */
export function useGone(): () => boolean {
  const pathname = usePathname()
  const here = useRef<number>(null)
  useEffect(() => {
    here.current = departures
    return () => {
      here.current = null
    }
  }, [pathname])
  return useCallback(() => here.current !== departures, [])
}

/** Calls `hear` with the address before the page is left by a link or a router of ours; what it answers false to waits. */
export function useLeaving(hear: (href: string) => boolean) {
  const heard = useEffectEvent((event: Event) => {
    if (!hear((event as Leaving).detail)) event.preventDefault()
  })
  useEffect(() => {
    window.addEventListener(LEAVING, heard)
    return () => window.removeEventListener(LEAVING, heard)
  }, [])
}
