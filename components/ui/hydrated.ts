import { useEffectEvent, useLayoutEffect, useSyncExternalStore, type RefObject } from 'react'

const never = () => () => {}

/**
 * Returns whether the page's script has taken over what the server drew. A form's field is for reading only until
 * then: what is typed before would be lost or mixed up with what was kept of the form.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}

/** Hands `take` what was typed into a controlled field while the page's script was still on its way. */
export function useTypedBefore(
  field: RefObject<HTMLInputElement | null>,
  drawn: string,
  take: (text: string) => void,
): void {
  const mounted = useEffectEvent(() => {
    const typed = field.current?.value ?? drawn
    if (typed !== drawn) take(typed)
  })
  // Before the first drawing of our own, which would put back what the server had drawn.
  useLayoutEffect(() => mounted(), [])
}
