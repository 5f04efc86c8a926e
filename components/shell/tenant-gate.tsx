'use client'
import { BuildingsIcon } from '@phosphor-icons/react/dist/ssr/Buildings'
import { usePathname } from 'next/navigation'
import { use, type ReactNode } from 'react'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'
import { TENANT } from '@/components/ui/href'
import { useChosenTenant } from '@/components/ui/link'
import type { TenantChoices } from '@/lib/tenants/schema'

/**
 * The page, unless its address chooses a tenant that is not in the list; where the list may lack some, that cannot be
 * told. The list is waited for only where a tenant is chosen.
 */
export function TenantGate({
  tenants,
  children,
}: {
  tenants: Promise<TenantChoices | null>
  children: ReactNode
}) {
  const chosen = useChosenTenant()
  const pathname = usePathname()
  const told = chosen ? use(tenants) : null
  if (!told?.complete || told.choices.some(({ id }) => id === chosen)) return children
  return (
    <div className="rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line">
      <EmptyState
        heading="h1"
        icon={<BuildingsIcon />}
        title="There is no such tenant"
        actions={
          <ButtonLink href={`${pathname}?${TENANT}=`} variant="primary">
            Show all tenants
          </ButtonLink>
        }
      >
        This address is for the tenant{' '}
        <code className="font-mono text-[0.8125rem] wrap-anywhere">{chosen}</code>, which your credentials do
        not administer.
      </EmptyState>
    </div>
  )
}
