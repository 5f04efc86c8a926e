'use client'
import { useLinkStatus } from 'next/link'
import { Spinner } from './spinner'

/** Inside a Link: a ring while the page it leads to is on its way. It takes no place, so nothing moves. */
export function LinkPending() {
  const { pending } = useLinkStatus()
  if (!pending) return null
  return (
    <span className="relative inline-block size-0">
      <span className="absolute bottom-[-0.1em] left-1.5">
        <Spinner size={14} />
      </span>
    </span>
  )
}
