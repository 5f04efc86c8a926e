import { Link as KumoLink } from '@cloudflare/kumo/components/link'
import type { ComponentProps } from 'react'
import { cx } from './cx'
import type { Link } from './link'

/** A link in running text or a table cell; it breaks as text does. */
export function TextLink({
  className,
  ...rest
}: ComponentProps<typeof KumoLink> & Pick<ComponentProps<typeof Link>, 'href' | 'onNavigate'>) {
  return <KumoLink className={cx('inline rounded-xs', className)} {...rest} />
}
