'use client'
// eslint-disable-next-line no-restricted-imports -- this is what everything else imports instead
import NextLink from 'next/link'
// eslint-disable-next-line no-restricted-imports
import { useRouter as useNextRouter, useSearchParams } from 'next/navigation'
import { useMemo, type ComponentProps } from 'react'
import { TENANT, withTenant } from './href'
import { mayLeave, useGone } from './leaving'

// The ways from page to page. They keep the chosen tenant in the address, and tell the page that it is being left.

/**
 * Next's Link, of this app. An address that names a tenant itself, or an empty one for all, is taken as it is. Fetches
 * nothing ahead: every page is made anew, so there would be nothing to keep, and each tab of an account would ask
 * Cloudflare for that account.
 */
export function Link({
  href,
  onNavigate,
  ...rest
}: Omit<ComponentProps<typeof NextLink>, 'href' | 'prefetch'> & { href: string }) {
  const kept = withTenant(href, useChosenTenant())
  return (
    <NextLink
      href={kept}
      prefetch={false}
      onNavigate={(event) => {
        onNavigate?.(event)
        if (!mayLeave(kept)) event.preventDefault()
      }}
      {...rest}
    />
  )
}

/**
 * Next's router, of this app. `arrive` ends what was sent and waited for: "Back" does not lead to a form that has done
 * its work, and whoever has gone elsewhere meanwhile is not fetched back.
 */
export function useRouter() {
  const router = useNextRouter()
  const tenant = useChosenTenant()
  const gone = useGone()
  return useMemo(() => {
    const go = (way: 'push' | 'replace') => (href: string, options?: { scroll?: boolean }) => {
      const kept = withTenant(href, tenant)
      if (mayLeave(kept)) router[way](kept, options)
    }
    const replace = go('replace')
    return { ...router, push: go('push'), replace, arrive: (href: string) => gone() || replace(href) }
  }, [router, tenant, gone])
}

/** Returns the id of the tenant that the address narrows everything to, or null for all. */
export function useChosenTenant(): string | null {
  // Null where there is no app around, as in a test of one component.
  const params = useSearchParams() as ReturnType<typeof useSearchParams> | null
  return params?.get(TENANT) || null
}
