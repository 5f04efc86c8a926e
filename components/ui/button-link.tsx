import type { ComponentProps } from 'react'
import { look, type Look } from './button'
import { cx } from './cx'
import { Link } from './link'

/** A link that looks like a button. */
export function ButtonLink({
  variant,
  size,
  icon,
  square,
  className,
  children,
  ...rest
}: Look & ComponentProps<typeof Link>) {
  return (
    <Link className={cx(look({ variant, size, square }), className)} {...rest}>
      {icon}
      {children}
    </Link>
  )
}
