import type { ReactNode } from 'react'
import { cx } from './cx'

export type StatusTone = 'neutral' | 'info' | 'success' | 'warning' | 'danger'

const TONES = {
  neutral: 'bg-kumo-fill text-kumo-badge-neutral-subtle',
  info: 'bg-kumo-info-tint text-kumo-info',
  success: 'bg-kumo-success-tint text-kumo-success',
  warning: 'bg-kumo-warning-tint text-kumo-warning',
  danger: 'bg-kumo-danger-tint text-kumo-danger',
}

/** A state in a word or two, drawn as Kumo's badge. The colour repeats what the word says, never more. */
export function StatusBadge({
  tone = 'neutral',
  wrap = false,
  children,
}: {
  tone?: StatusTone
  /** It holds a name, which is read in full: it breaks instead of ending in an ellipsis. */
  wrap?: boolean
  children: ReactNode
}) {
  return (
    <span className={cx('badge', TONES[tone], wrap && 'rounded-xl wrap-anywhere whitespace-normal')}>
      {children}
    </span>
  )
}
