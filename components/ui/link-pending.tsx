'use client'
import { useLinkStatus } from 'next/link'
import { Spinner } from './spinner'

/** Inside a Link: a ring while the page it leads to is on its way. It takes its place from the start, so nothing moves. */
export function LinkPending() {
  const { pending } = useLinkStatus()
  return <span className="inline-flex size-3.5 items-center">{pending && <Spinner size={14} />}</span>
}
