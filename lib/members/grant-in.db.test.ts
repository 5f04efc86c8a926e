import { expect, it, vi } from 'vitest'
import type { AccountId } from '@/lib/core/ids'
import { SEED } from '@/lib/sandbox/seed'
import { openTenantApi } from '@/lib/tenant-api/client'
import { useSandbox } from '@/scripts/vitest/sandbox'
import { grantIn } from './adding'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { groupChoices } = await import('./queries')

useSandbox()

it('finds in another account the whole of it, as the form calls it, though its group has another id', async () => {
  const like = SEED.accounts.policies
  const { permissionGroups, resourceGroups } = await groupChoices(like)
  const [permission] = permissionGroups.choices
  const whole = resourceGroups.choices.find(({ name }) => name === 'The whole account')!
  const tenant = openTenantApi({ work: 'background' })
  const account = SEED.accounts.plain as AccountId
  const grant = await grantIn(tenant, account, {
    names: { [permission!.id]: permission!.name, [whole.id]: whole.name },
    grant: {
      kind: 'policies',
      policies: [{ access: 'allow', permissionGroups: [permission!.id], resourceGroups: [whole.id] }],
    },
  })
  const there = await tenant.resourceGroups.list(account)
  expect(grant).toMatchObject({
    policies: [{ permissionGroups: [{ id: permission!.id }], resourceGroups: [{ id: there.items[0]!.id }] }],
  })
  expect(there.items[0]!.id).not.toBe(whole.id)
})
