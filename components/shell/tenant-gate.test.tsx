import { prerender } from 'react-dom/static'
import { expect, it, vi } from 'vitest'
import { TenantGate } from './tenant-gate'
import { TenantSwitch } from './tenant-switch'

vi.mock('next/navigation', () => ({
  usePathname: () => '/accounts',
  useSearchParams: () => new URLSearchParams({ tenant: 'unseen' }),
}))
vi.mock('@/components/ui/link', () => ({
  useChosenTenant: () => 'unseen',
  useRouter: () => ({}),
  Link: 'a',
}))

async function shown(node: React.ReactNode): Promise<string> {
  const { prelude } = await prerender(node)
  return new Response(prelude).text()
}
const tenants = (complete: boolean) => Promise.resolve({ choices: [{ id: 'T', name: 'Partner' }], complete })

it('a tenant that a list lacks is called unknown only where the list is all', async () => {
  const gate = (complete: boolean) => shown(<TenantGate tenants={tenants(complete)}>page</TenantGate>)
  expect(await gate(true)).toContain('There is no such tenant')
  expect(await gate(false)).toBe('page')
})

it('the switch says where it may not offer all', async () => {
  const offered = (complete: boolean) => shown(<TenantSwitch tenants={tenants(complete)} />)
  expect(await offered(true), 'one is no choice').toBe('')
  expect(await offered(false)).toContain('Not all tenants could be read')
})

it('the switch looks for one of many tenants by name', async () => {
  const many = (count: number) => ({
    choices: Array.from({ length: count }, (_, nth) => ({ id: `T${nth}`, name: `Partner ${nth}` })),
    complete: true,
  })
  const offered = (count: number) => shown(<TenantSwitch tenants={Promise.resolve(many(count))} />)
  expect(await offered(20)).not.toContain('Find a tenant')
  expect(await offered(21)).toContain('Find a tenant')
})
