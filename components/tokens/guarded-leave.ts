'use client'
import { useEffect } from 'react'

/** Asks before the tab is closed or loaded anew while something would be lost with it. */
export function useGuardedLeave(losing: boolean): void {
  useEffect(() => {
    if (!losing) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [losing])
}
