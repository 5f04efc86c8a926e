import type { ComponentProps } from 'react'
import { cx } from './cx'
import { Link } from './link'

/** A link in running text or a table cell, drawn as Kumo's, which works three times as much for it; it breaks as text does. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link className={cx('text-link link-current', className)} {...rest} />
}
