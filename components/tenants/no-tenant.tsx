import { EmptyState } from '@/components/ui/empty-state'

/** Where everything would be about a tenant, and there is none. */
export function NoTenant() {
  return (
    <EmptyState title="These credentials administer no tenant">
      Cloudflare makes tenants. Your Cloudflare partner manager can say which credentials are yours.
    </EmptyState>
  )
}
