import { useSyncExternalStore } from 'react'

const never = () => () => {}

/**
 * Returns whether the page's script has taken over what the server drew. What is typed before that would be lost or
 * mixed up, so a field is for reading only until then.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
