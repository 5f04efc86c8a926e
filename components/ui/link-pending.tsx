'use client'
import { useLinkStatus } from 'next/link'
import type { ReactNode } from 'react'
import { cx } from './cx'
import { Spinner } from './spinner'

/** Inside a Link: a ring while the page it leads to is on its way. It takes no place, so nothing moves. */
export function LinkPending() {
  const { pending } = useLinkStatus()
  if (!pending) return null
  return (
    <span className="relative inline-block size-0">
      <span className="absolute -bottom-px left-1">
        <Spinner size={12} />
      </span>
    </span>
  )
}

/** The same in the place of what the link shows, such as its icon: that keeps its room. */
export function PendingInPlace({ size = 14, children }: { size?: number; children: ReactNode }) {
  const { pending } = useLinkStatus()
  return (
    <span className="relative inline-flex shrink-0">
      <span className={cx('inline-flex', pending && 'opacity-0')}>{children}</span>
      {pending && (
        <span className="absolute inset-0 flex items-center justify-center">
          <Spinner size={size} />
        </span>
      )}
    </span>
  )
}
