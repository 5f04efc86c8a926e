import type { ComponentProps } from 'react'
import { cx } from './cx'
import { Link } from './link'

/** A link in running text or a table cell. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      className={cx(
        'rounded-xs text-kumo-link underline decoration-current/30 underline-offset-2 hover:decoration-current',
        className,
      )}
      {...rest}
    />
  )
}
