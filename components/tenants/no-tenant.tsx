import { EmptyState } from '@/components/ui/empty-state'

/** Where everything would be about a tenant, and there is none. */
export function NoTenant() {
  return (
    <EmptyState title="Cloudflare shows no tenant for these credentials">
      Tenants are created by Cloudflare. Ask your Cloudflare partner manager which credentials to use.
    </EmptyState>
  )
}
