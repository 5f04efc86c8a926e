'use client'
import { useEffect, useEffectEvent } from 'react'

/** The way out of a page, told to whoever is on it before it is gone. Prevented, the page stays. */
type Leaving = CustomEvent<string>
const LEAVING = 'tenantdesk:leaving'

/** Takes the address that the page is about to be left for; returns whether nobody on it objects. */
export function mayLeave(href: string): boolean {
  return window.dispatchEvent(new CustomEvent(LEAVING, { detail: href, cancelable: true }))
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
