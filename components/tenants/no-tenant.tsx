import { EmptyState } from '@/components/ui/empty-state'

/** Where everything would be about a tenant, and there is none. */
export function NoTenant() {
  return (
    <EmptyState title="Cloudflare names no tenant for these credentials">
      Cloudflare makes tenants. Your Cloudflare partner manager can say which credentials are yours.
    </EmptyState>
  )
}
