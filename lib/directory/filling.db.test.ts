import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/db/client'
import { SEED } from '@/lib/sandbox/seed'
import { SHAPES } from '@/lib/sandbox/testing'
import { onSighting } from '@/lib/tenant-api/sightings'
import { asId, type AccountId } from '@/lib/core/ids'
import { useSandbox } from '@/scripts/vitest/sandbox'
import { startEngine, stopEngine } from '@/lib/workflows/engine'
import { fillDirectory } from './filling'
import { keepSighting } from './keeping'
import { refreshAll } from './passes'
import { directoryState } from './state'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)
vi.stubEnv('DIRECTORY_REFRESH', 'manual')

const { openTenantApi } = await import('@/lib/tenant-api/client')

const upstream = useSandbox()

beforeAll(async () => {
  onSighting(keepSighting)
  await startEngine([fillDirectory])
})
afterAll(async () => {
  onSighting(undefined)
  await stopEngine()
})

/** A whole pass: all accounts, and all that is in them. */
async function fill() {
  await db().$transaction(refreshAll)
  await vi.waitFor(
    async () => {
      const last = await db().directoryPass.findFirst({ orderBy: { number: 'desc' } })
      expect(last!.fault).toBeNull()
      expect(last!.endedAt).not.toBeNull()
    },
    { timeout: 25_000, interval: 100 },
  )
}

type State = {
  accounts: { id: string; name: string }[]
}

describe.each(SHAPES)('with tenants in the shape $tenantShape', ({ tenantShape }) => {
  beforeEach(() => upstream.set({ tenantShape }))

  it('holds every account, whose it is, and all that is in ours', async () => {
    expect(await directoryState()).toMatchObject({ listed: false, filled: false, asOf: null })
    await fill()
    const state = (await upstream.control('GET', '/state')) as State
    const accounts = await db().directoryAccount.findMany()
    expect(accounts).toHaveLength(SEED.counts.reachable)
    expect(state.accounts.map(({ id }) => id)).toEqual(expect.arrayContaining(accounts.map(({ id }) => id)))
    expect(
      accounts
        .filter(({ tenantId }) => tenantId === null)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...SEED.accounts.outside].sort())
    const ours = new Set(accounts.filter(({ tenantId }) => tenantId).map(({ id }) => id))
    const zones = await db().directoryZone.findMany({ where: { goneAt: null } })
    const listed = []
    for (const id of ours)
      listed.push(...(await openTenantApi({ work: 'background' }).zones.allByAccount(id as AccountId)).items)
    expect(zones.map(({ id }) => id).sort()).toEqual(listed.map(({ id }) => id as string).sort())
    expect(zones.length).toBeGreaterThan(50)
    expect(accounts.filter(({ id, readAt }) => ours.has(id) && !readAt)).toEqual([])
    expect(await directoryState()).toMatchObject({ listed: true, filled: true, fault: null })
  })
})

it('learns what changed elsewhere, and keeps what is gone', async () => {
  await fill()
  const { plain } = SEED.accounts
  const zone = await db().directoryZone.findFirst({ where: { accountId: plain } })
  const tenant = openTenantApi({ work: 'background' })
  onSighting(undefined)
  if (zone) await tenant.zones.delete(zone.id as never)
  await tenant.accounts.update(asId<AccountId>(plain)!, { name: 'Renamed elsewhere' })
  onSighting(keepSighting)
  await fill()
  expect(await db().directoryAccount.findUnique({ where: { id: plain } })).toMatchObject({
    name: 'Renamed elsewhere',
    goneAt: null,
  })
  expect(await db().directoryTerm.findFirst({ where: { kind: 'account', subjectId: plain } })).toMatchObject({
    text: 'Renamed elsewhere',
  })
  if (zone) expect((await db().directoryZone.findUnique({ where: { id: zone.id } }))!.goneAt).not.toBeNull()
})

it('keeps an account that vanished as gone, and asks for it first', async () => {
  await fill()
  const { plain } = SEED.accounts
  onSighting(undefined)
  await openTenantApi({ work: 'background' }).accounts.delete(asId<AccountId>(plain)!)
  onSighting(keepSighting)
  await fill()
  const account = await db().directoryAccount.findUnique({ where: { id: plain } })
  expect(account!.goneAt).not.toBeNull()
  expect(account!.name).not.toBe('')
})

it('shows our own changes at once', async () => {
  await fill()
  const tenant = openTenantApi({ work: 'background' })
  const account = asId<AccountId>(SEED.accounts.plain)!
  const zone = await tenant.zones.create({ accountId: account, name: 'made-here.com' })
  expect(await db().directoryZone.findUnique({ where: { id: zone.id } })).toMatchObject({ status: 'pending' })
  const before = await db().directoryAccount.findUnique({ where: { id: account } })
  await tenant.zones.delete(zone.id)
  const after = await db().directoryAccount.findUnique({ where: { id: account } })
  expect(after!.zones).toBe(before!.zones! - 1)
})
