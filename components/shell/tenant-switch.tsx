'use client'
import { usePathname, useSearchParams } from 'next/navigation'
import { use, useId, useOptimistic, useTransition } from 'react'
import { TENANT } from '@/components/ui/href'
import { Select } from '@/components/ui/input'
import { useChosenTenant, useRouter } from '@/components/ui/link'
import { Spinner } from '@/components/ui/spinner'
import type { TenantChoice } from '@/lib/tenants/schema'

/** Narrows the whole app to one tenant, by the address. Not there where there is but one. */
export function TenantSwitch({ tenants }: { tenants: Promise<TenantChoice[] | null> }) {
  const id = useId()
  const choices = use(tenants)
  const pathname = usePathname()
  const params = useSearchParams()
  const router = useRouter()
  const chosen = useChosenTenant() ?? ''
  const [shown, show] = useOptimistic(chosen)
  const [pending, start] = useTransition()
  if (!choices || choices.length < 2) return null

  function choose(tenant: string) {
    const next = new URLSearchParams(params)
    next.set(TENANT, tenant)
    // Its pages are others.
    next.delete('page')
    start(() => {
      show(tenant)
      router.push(`${pathname}?${next}`)
    })
  }
  const known = shown === '' || choices.some((choice) => choice.id === shown)
  return (
    <div className="px-2.5" aria-busy={pending}>
      <label
        htmlFor={id}
        className="mb-1 flex items-center justify-between text-xs font-medium text-kumo-subtle"
      >
        Tenant
        {pending && <Spinner size={12} />}
      </label>
      <Select id={id} value={shown} onChange={(event) => choose(event.target.value)}>
        <option value="">All tenants</option>
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.name}
          </option>
        ))}
        {!known && <option value={shown}>Unknown tenant</option>}
      </Select>
    </div>
  )
}
