'use client'
import { usePathname } from 'next/navigation'
import { useCallback, useEffect, useEffectEvent, useRef } from 'react'
import { toast } from './toast'

/** The way out of a page, told to whoever is on it before it is gone. Prevented, the page stays. */
type Leaving = CustomEvent<string>
const LEAVING = 'tenantdesk:leaving'

/** Whether nobody on the page objects to leaving it for this address. */
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

/**
 * Calls `hear` with the address before the page is left by a link, a router of ours or the browser's way back; what it
 * answers false to waits.
 */
export function useLeaving(hear: (href: string) => boolean) {
  const heard = useEffectEvent((event: Event) => {
    if (!hear((event as Leaving).detail)) event.preventDefault()
  })
  const back = useEffectEvent((event: NavigateEvent) => {
    const { navigationType, cancelable, destination } = event
    // A way back out of the app reads a page anew: before that the browser asks by itself.
    if (navigationType !== 'traverse' || !cancelable || !destination.sameDocument) return
    const { pathname, search } = new URL(destination.url)
    if (!hear(pathname + search)) event.preventDefault()
  })
  useEffect(() => {
    // Older browsers lack it, and go back unasked.
    const navigation = window.navigation as Navigation | undefined
    window.addEventListener(LEAVING, heard)
    navigation?.addEventListener('navigate', back)
    return () => {
      window.removeEventListener(LEAVING, heard)
      navigation?.removeEventListener('navigate', back)
    }
  }, [])
}

/** While `on`, the browser asks before the tab is closed or the page is read anew. */
export function useAskBeforeUnload(on: boolean) {
  useEffect(() => {
    if (!on) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [on])
}

/**
 * Holds the page while an answer is `awaited` that brings `what` this one time, such as "The API key": whoever left
 * before it comes would never see it.
 */
export function useStayFor(what: string, awaited: boolean) {
  useAskBeforeUnload(awaited)
  useLeaving(() => {
    if (awaited)
      toast('Wait for the answer', {
        tone: 'danger',
        detail: `${what} comes with it and is shown only here.`,
      })
    return !awaited
  })
}
