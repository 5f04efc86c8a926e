'use client'
import { usePathname, useSearchParams } from 'next/navigation'
import { lazy, Suspense, use, useId, useOptimistic, useTransition } from 'react'
import { TENANT } from '@/components/ui/href'
import { Select } from '@/components/ui/input'
import { useChosenTenant, useRouter } from '@/components/ui/link'
import { notAll } from '@/components/ui/not-all'
import { Spinner } from '@/components/ui/spinner'
import type { TenantChoices } from '@/lib/tenants/schema'

const TenantSearch = lazy(() => import('./tenant-search'))
/** More than that are looked for by name. */
const MANY = 20

/**
 * Narrows the whole app to one tenant, by the address. Not there where there is only one; where not all could be read, it
 * says so.
 */
export function TenantSwitch({ tenants }: { tenants: Promise<TenantChoices | null> }) {
  const id = useId()
  const { choices, complete } = use(tenants) ?? { choices: [], complete: true }
  const pathname = usePathname()
  const params = useSearchParams()
  const router = useRouter()
  const chosen = useChosenTenant() ?? ''
  const [shown, show] = useOptimistic(chosen)
  const [pending, start] = useTransition()
  if (choices.length === 0 || (complete && choices.length < 2)) return null

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
      <Select
        id={id}
        aria-describedby={complete ? undefined : `${id}-more`}
        value={shown}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">All tenants</option>
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.name}
          </option>
        ))}
        {!known && <option value={shown}>Unknown tenant</option>}
      </Select>
      {choices.length > MANY && (
        <Suspense>
          <TenantSearch choices={choices} choose={choose} />
        </Suspense>
      )}
      {!complete && (
        <p id={`${id}-more`} className="mt-1 text-xs text-kumo-warning">
          {notAll('tenants')}
        </p>
      )}
    </div>
  )
}
