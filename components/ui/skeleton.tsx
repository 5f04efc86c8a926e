import type { ReactNode } from 'react'
import { cx } from './cx'

/** A grey bar in the place of text that is on its way; `className` gives its size. Say "Loading" once, around many. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cx('skeleton-bar block h-3.5', className)} />
}

/** Wraps skeletons so that a screen reader hears one word, not silence. */
export function Loading({ label = 'Loading', children }: { label?: string; children: ReactNode }) {
  return (
    <div role="status" aria-busy="true">
      <span className="sr-only">{label}</span>
      {children}
    </div>
  )
}
