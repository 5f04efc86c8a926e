import type { ComponentProps } from 'react'
import { cx } from './cx'
import { Link } from './link'

/**
 * A link in running text or a table cell, which breaks as text does. It looks like Kumo's, whose own component takes
 * three times as long to draw.
 */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link className={cx('text-link link-current', className)} {...rest} />
}
