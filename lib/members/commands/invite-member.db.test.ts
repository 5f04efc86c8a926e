import { expect, it, vi } from 'vitest'
import { inviteMember } from './invite-member'

vi.mock('@/lib/tenants/access', () => ({ managedAccount: async () => ({ id: 'a1', name: 'Anvil' }) }))

// A run keeps it beside its step, which people read who may not see the address.
it.each([[], [{ id: 'm1', email: 'ada@anvil.example', status: 'pending', roles: [], policies: [] }]])(
  'says of a lost invitation what became of it, without the address',
  async (...items) => {
    const tenant = { members: { all: async () => ({ items, complete: true }) } }
    const found = await (inviteMember.look as (...of: unknown[]) => Promise<{ phase: string; says: string }>)(
      { tenant },
      { target: { accountId: 'a1' }, request: { email: 'ada@anvil.example' } },
    )
    expect(found.phase).toBe(items.length > 0 ? 'succeeded' : 'failed')
    expect(found.says).not.toContain('@')
  },
)
