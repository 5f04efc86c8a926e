import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SEED } from '@/lib/sandbox/seed'
import { EMPTY_KYC } from '@/lib/accounts/constants'
import { SHAPES } from '@/lib/sandbox/testing'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const tenants = await import('./queries')
const accounts = await import('@/lib/accounts/queries')
const { ListQuery } = await import('@/lib/accounts/schema')
const { createAccount } = await import('@/lib/accounts/actions')
const { managedAccount } = await import('./access')
const { openTenantApi } = await import('@/lib/tenant-api/client')

const { plain, outside, subUnit } = SEED.accounts

const upstream = useSandbox()

/** What every screen says of tenants, units and accounts, however Cloudflare tells them. */
describe.each(SHAPES)('with tenants in the shape $tenantShape', ({ tenantShape, ...shape }) => {
  beforeEach(() => upstream.set({ tenantShape }))
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).sort()

  it('Create Account offers the units, and an account is made in each', async () => {
    const { units } = await accounts.createChoices()
    expect(ids(units)).toEqual(ids(shape.units))
    for (const { id, name } of shape.units) {
      const answer = await createAccount(form(`New in ${name}`, id))
      expect(answer).toMatchObject({ ok: true, data: { status: 'created' } })
    }
    const { accounts: made } = await upstream.control('GET', '/state')
    expect(made.filter((row: { name: string }) => row.name.startsWith('New in '))).toHaveLength(
      shape.units.length,
    )
  })

  it('the counts agree', async () => {
    expect(await accounts.overviewCounts()).toEqual({
      units: shape.units.length,
      accounts: SEED.counts.tenant,
    })
    const { items: listed } = await tenants.listTenants()
    // What lies below another is one of its units.
    expect(ids(listed)).toEqual(ids(shape.tenants.slice(0, tenantShape === 'tree' ? 1 : undefined)))
  })

  describe.each([
    ['its unit', {}],
    ['its tenant', { parentOrganization: 'tenant' }],
    ['nobody', { managedBy: 'none' }],
  ])('and accounts that name %s as what they are managed by', (named, settings) => {
    beforeEach(() => upstream.control('PUT', '/settings', settings))

    it('the list says in whose unit an account is, and which are others’', async () => {
      const { rows } = await accounts.listAccounts(ListQuery.parse({ size: '50' }))
      expect(rows.filter(({ owned }) => owned)).toHaveLength(SEED.counts.tenant)
      expect(ids(rows.filter(({ owned }) => owned === false))).toEqual([...outside].sort())
      for (const id of [plain, ...subUnit]) {
        // What is not told is left out, never guessed.
        const known = [shape.unitOf(id)!.name, ...(named === 'its unit' ? [] : [null])]
        expect(known).toContain(rows.find((row) => row.id === id)?.unitName)
      }
    })

    it('the tenant’s own accounts are opened, and others are not', async () => {
      const managed = (id: string) => managedAccount(openTenantApi({ work: 'background' }), id)
      for (const id of [plain, ...subUnit]) expect(await managed(id)).toMatchObject({ id })
      await expect(managed(outside[0]!)).rejects.toMatchObject({ code: 'not_found' })
    })
  })
})

function form(name: string, unitId: string) {
  return {
    attemptKey: randomUUID(),
    description: '',
    name,
    unitId,
    type: 'standard' as const,
    ratePlanId: '',
    confirmDuplicate: false,
    ...EMPTY_KYC,
  }
}
