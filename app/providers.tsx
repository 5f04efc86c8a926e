'use client'
// eslint-disable-next-line no-restricted-imports -- it has no address of its own, and brings nothing along in a build
import { LinkProvider, type LinkComponentProps } from '@cloudflare/kumo'
import { CSPProvider } from '@cloudflare/kumo/primitives/csp-provider'
import { forwardRef, type ReactNode } from 'react'
import { Link } from '@/components/ui/link'
import { Toaster } from '@/components/ui/toast'

// What Kumo's links are: those of this app. Its breadcrumbs call the address `to`.
const KumoLink = forwardRef<HTMLAnchorElement, LinkComponentProps>(function KumoLink(
  { href, to, ...rest },
  ref,
) {
  return <Link ref={ref} href={href ?? to ?? ''} {...rest} />
})

/** What the browser side needs around every page. */
export function Providers({ nonce, children }: { nonce?: string; children: ReactNode }) {
  return (
    <CSPProvider nonce={nonce}>
      <LinkProvider component={KumoLink}>
        {children}
        <Toaster />
      </LinkProvider>
    </CSPProvider>
  )
}
