import { Badge } from '@cloudflare/kumo/components/badge'
import type { ReactNode } from 'react'
import { cx } from './cx'

export type StatusTone = 'neutral' | 'info' | 'success' | 'warning' | 'danger'

const VARIANTS = {
  neutral: 'secondary',
  info: 'info',
  success: 'success',
  warning: 'warning',
  danger: 'error',
} as const

/** A state in a word or two. The colour repeats what the word says, never more. */
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
    <Badge
      variant={VARIANTS[tone]}
      className={cx(
        'inline-block max-w-full align-middle',
        wrap ? 'rounded-xl wrap-anywhere whitespace-normal' : 'truncate',
      )}
    >
      {children}
    </Badge>
  )
}
