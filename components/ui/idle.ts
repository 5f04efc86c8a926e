'use client'

/** Does `work` once the browser has nothing else to do; returns how to leave it. */
export function whenIdle(work: () => void): () => void {
  // Safari has no such thing.
  const idle = window.requestIdleCallback ?? ((then: () => void) => window.setTimeout(then, 200))
  const forget = window.cancelIdleCallback ?? window.clearTimeout
  const asked = idle(work)
  return () => forget(asked)
}
