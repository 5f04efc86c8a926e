import { LinkButton } from '@cloudflare/kumo/components/button'
import type { ComponentProps } from 'react'
import type { Link } from './link'

/** A link that looks like a button: Kumo's, which app/providers.tsx lets go our way from page to page. */
export function ButtonLink({
  variant = 'secondary',
  ...rest
}: ComponentProps<typeof LinkButton> & Pick<ComponentProps<typeof Link>, 'href' | 'onNavigate'>) {
  return <LinkButton variant={variant} {...rest} />
}
