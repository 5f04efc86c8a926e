import { beforeEach, describe, expect, it, vi } from 'vitest'
import { likeness, plainName } from '@/lib/core/names'
import { SEED } from '@/lib/sandbox/seed'
import { useSandbox } from '@/scripts/vitest/sandbox'

// Who is called alike, where the directory has every account, and what of that is asked for upstream.
vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { db } = await import('@/lib/db/client')
const { openTenantApi } = await import('@/lib/tenant-api/client')
const { forgetOwned } = await import('@/lib/tenants/ownership')
const { sameNameAccounts, toSameName } = await import('./namesakes')

const upstream = useSandbox()

const kept = (nth: number, name: string, more: object = {}) => ({
  id: String(nth).padStart(32, 'e'),
  name,
  sortName: plainName(name),
  likeness: likeness(name),
  tenantId: SEED.tenant.tag,
  seenAt: new Date(),
  ...more,
})

beforeEach(async () => {
  forgetOwned()
  await db().directoryPass.create({ data: { number: 1, listedAt: new Date() } })
})

const alike = async (name: string) =>
  toSameName(name, await sameNameAccounts(openTenantApi({ work: 'view', person: 'p' }), name))

describe('namesakes', () => {
  it('are found among any number, in every spelling, for one call', async () => {
    const many = Array.from({ length: 5_500 }, (_, nth) => kept(nth, `Orchard ${nth}`))
    await db().directoryAccount.createMany({
      data: [
        ...many,
        kept(6_000, 'ORCHARD, Limited'),
        kept(6_001, 'Orchard', { goneAt: new Date() }),
        kept(6_002, 'Orchard GmbH', { tenantId: null, createdOn: new Date('2020-01-01') }),
      ],
    })
    // Of the tenants, which are known after it.
    await alike('Orchard')
    await upstream.forgetCalls()
    expect(await alike('orchard Inc.')).toMatchObject({
      twins: [{ name: 'ORCHARD, Limited' }],
      complete: true,
      everySpelling: true,
    })
    expect((await upstream.calls()).map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /accounts'])
  })

  it('are also those that are too new for the directory, once', async () => {
    expect((await alike('Delta Dental Clinics')).twins).toMatchObject([{ id: SEED.accounts.plain }])
    await db().directoryAccount.create({
      data: kept(1, 'Delta Dental Clinics', { id: SEED.accounts.plain }),
    })
    expect((await alike('Delta Dental Clinics')).twins).toMatchObject([{ id: SEED.accounts.plain }])
  })

  it('of one name are more than anybody looks through: that is said', async () => {
    await db().directoryAccount.createMany({
      data: Array.from({ length: 201 }, (_, nth) => kept(nth, 'Common')),
    })
    const { twins, complete } = await alike('Common')
    expect(twins).toHaveLength(200)
    expect(complete).toBe(false)
  })
})
