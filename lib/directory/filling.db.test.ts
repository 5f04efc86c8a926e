import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/db/client'
import { SEED } from '@/lib/sandbox/seed'
import { SHAPES } from '@/lib/sandbox/testing'
import type { Account } from '@/lib/tenant-api/accounts'
import { onSighting } from '@/lib/tenant-api/sightings'
import { asId, type AccountId } from '@/lib/core/ids'
import { useSandbox } from '@/scripts/vitest/sandbox'
import { startEngine, stopEngine, type Turn } from '@/lib/workflows/engine'
import { fillDirectory, work } from './filling'
import { keepSighting } from './keeping'
import { idOf, refreshAll } from './passes'
import { lookForAccount, readAccount } from './reading'
import { directoryState } from './state'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)
// A busy machine is no failure.
vi.setConfig({ testTimeout: 90_000 })
vi.stubEnv('DIRECTORY_REFRESH', 'manual')
vi.stubEnv('CLOUDFLARE_CALLS_PER_5_MINUTES', '1000000')

const { openTenantApi } = await import('@/lib/tenant-api/client')

const upstream = useSandbox({ withToken: true })
// More than the tests of five minutes need.
beforeEach(() => upstream.set({ budget: { limit: 1_000_000, windowSeconds: 300 } }))

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
    { timeout: 80_000, interval: 100 },
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

it('keeps an account with any name, however long and strange', async () => {
  const names = [
    'ß'.repeat(5_000),
    '\u202eevil',
    '\u{1F600}'.repeat(2_000),
    'a\u0000b',
    // Written as it is told to be escaped, and half of an emoji.
    'a\\u0000b \\ud83c',
    'half \ud83c',
    `<img src=x onerror=alert(1)>`,
  ]
  const items = names.map((name, nth) => ({ ...STRANGE, id: `strange-${nth}` as AccountId, name }))
  await keepSighting({ kind: 'accounts', items, tenantId: SEED.tenant.tag as never }, new Date())
  expect(await db().directoryAccount.count({ where: { id: { startsWith: 'strange-' } } })).toBe(names.length)
  expect(await db().directoryTerm.count({ where: { accountId: { startsWith: 'strange-' } } })).toBe(
    names.length,
  )
})

it('takes one empty answer for no proof that what was there is gone', async () => {
  await fill()
  const account = asId<AccountId>(SEED.accounts.busy)!
  const present = () => db().directoryZone.count({ where: { accountId: account, goneAt: null } })
  const before = await present()
  expect(before).toBeGreaterThan(1)
  const tenant = openTenantApi({ work: 'background' })
  const asIs = tenant.zones.allByAccount
  const once = vi.fn().mockResolvedValueOnce({ items: [], complete: true }).mockImplementation(asIs)
  tenant.zones.allByAccount = once
  expect(await readAccount(tenant, account)).toBeNull()
  expect(once).toHaveBeenCalledTimes(2)
  expect(await present()).toBe(before)
  // Asked twice, it is believed.
  tenant.zones.allByAccount = async () => ({ items: [], complete: true })
  await readAccount(tenant, account)
  expect(await present()).toBe(0)
  expect(await db().directoryAccount.findUnique({ where: { id: account } })).toMatchObject({ zones: 0 })
})

it('does not take a profile that cannot be had for one without data', async () => {
  await upstream.fault('GET', '/profile$', { kind: 'status', status: 403 }, 1_000)
  await fill()
  expect(await db().directoryAccount.count({ where: { kycRead: true } })).toBe(0)
})

it('takes a refusal for gone only of what no list holds', async () => {
  await fill()
  const account = asId<AccountId>(SEED.accounts.plain)!
  const tenant = openTenantApi({ work: 'background' })
  const goneAt = async () => (await db().directoryAccount.findUnique({ where: { id: account } }))!.goneAt
  await upstream.fault('GET', `^/accounts/${account}$`, { kind: 'status', status: 403 }, 2)
  await expect(lookForAccount(tenant, account)).rejects.toThrow()
  expect(await goneAt()).toBeNull()
  expect(await lookForAccount(tenant, account, { unlisted: true })).toBe(false)
  expect(await goneAt()).not.toBeNull()
})

it('lets no older reading of a profile overwrite a newer one', async () => {
  await fill()
  const accountId = asId<AccountId>(SEED.accounts.plain)!
  const profile = {
    businessName: '',
    businessAddress: '',
    businessEmail: '',
    businessPhone: '',
    externalMetadata: '',
  }
  const [early, late] = [new Date(Date.now() + 1_000), new Date(Date.now() + 2_000)]
  await keepSighting({ kind: 'profile', accountId, profile: { ...profile, businessName: 'Newer Ltd' } }, late)
  await keepSighting({ kind: 'profile', accountId, profile }, early)
  expect(await db().directoryAccount.findUnique({ where: { id: accountId } })).toMatchObject({
    kycGiven: ['businessName'],
  })
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

it('is the same as upstream after whatever happened there', async () => {
  await fill()
  onSighting(undefined)
  const tenant = openTenantApi({ work: 'act', person: 'somebody' })
  const random = seeded(474)
  const ids = (await db().directoryAccount.findMany({ where: { tenantId: { not: null } } })).map(
    ({ id }) => id as AccountId,
  )
  const roles = (await tenant.roles.list(ids[0]!)).items
  for (let change = 0; change < 40; change++) {
    const id = ids[random(ids.length)]!
    // Some are refused, as Cloudflare refuses them: that is no change.
    await [
      () => tenant.accounts.update(id, { name: `Renamed ${change}` }),
      () => tenant.zones.create({ accountId: id, name: `changed-${change}.com` }),
      async () => {
        const [zone] = (await tenant.zones.allByAccount(id)).items
        if (zone) await tenant.zones.delete(zone.id)
      },
      () => tenant.members.add(id, { email: `new-${change}@example.com`, roles: [roles[0]!.id] }),
      async () => {
        const member = (await tenant.members.all(id)).items.at(-1)
        if (member) await tenant.members.remove(id, member.id)
      },
      async () => {
        const { items } = await tenant.tokens.all(id)
        if (items[0]) await tenant.tokens.delete(id, items[0].id)
      },
      () => (change % 8 === 0 ? tenant.accounts.delete(id) : Promise.resolve()),
    ][random(7)]!().catch(() => {})
  }
  onSighting(keepSighting)
  await fill()

  onSighting(undefined)
  const there = new Map<string, string | null>()
  for (const { id } of await db().directoryAccount.findMany({ where: { tenantId: { not: null } } })) {
    const account = await tenant.accounts.get(id as AccountId).catch(() => null)
    if (account) there.set(id, account.name)
  }
  const kept = await db().directoryAccount.findMany({ where: { tenantId: { not: null }, goneAt: null } })
  expect(new Map(kept.map(({ id, name }) => [id, name]))).toEqual(there)
  for (const { id, zones, members } of kept) {
    const [zoneList, memberList, tokenList] = await Promise.all([
      tenant.zones.allByAccount(id as AccountId),
      tenant.members.all(id as AccountId),
      tenant.tokens.all(id as AccountId),
    ])
    const present = { where: { accountId: id, goneAt: null } }
    const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id).sort()
    expect(idsOf(await db().directoryZone.findMany(present))).toEqual(idsOf(zoneList.items))
    expect(idsOf(await db().directoryMember.findMany(present))).toEqual(idsOf(memberList.items))
    expect(idsOf(await db().directoryToken.findMany(present))).toEqual(idsOf(tokenList.items))
    expect([zones, members]).toEqual([zoneList.items.length, memberList.items.length])
  }
  onSighting(keepSighting)
})

it('reads no account twice where two work at the same stretch, and goes on where one was cut off', async () => {
  await stopEngine()
  try {
    await db().$transaction(refreshAll)
    const pass = (await db().directoryPass.findFirst())!
    const [id, { stretch }] = [idOf(pass), pass]
    let sent = 0
    const died: Turn = {
      mayStillSend: () => {
        if (++sent > 60) throw new Error('the process died')
      },
      stillOwns: async () => {},
    }
    const alive: Turn = { mayStillSend: () => {}, stillOwns: async () => {} }
    // Without the engine, which would begin it anew.
    const cutOff = await work(id, stretch, died).then(
      () => 'ended',
      () => 'cut off',
    )
    expect(cutOff).toBe('cut off')
    await db().directoryAccount.updateMany({
      where: { readAt: null, dueAt: { gt: new Date() } },
      data: { dueAt: new Date() },
    })
    await Promise.all([work(id, stretch, alive), work(id, stretch, alive)])
    await vi.waitFor(async () => {
      const { stretch: next, endedAt } = (await db().directoryPass.findFirst())!
      if (!endedAt) await work(id, next, alive)
      expect((await db().directoryPass.findFirst())!.endedAt).not.toBeNull()
    })
    const lists = (await upstream.calls('GET', /\/accounts\/[^/]+\/subscriptions$/)).map(({ path }) => path)
    const twice = lists.filter((path, nth) => lists.indexOf(path) !== nth)
    // Those that were being read when the first was cut off.
    expect(twice.length).toBeLessThanOrEqual(4)
    expect(await db().directoryAccount.count({ where: { tenantId: { not: null }, readAt: null } })).toBe(0)
  } finally {
    await startEngine([fillDirectory])
  }
})

/** The same numbers for the same seed. */
function seeded(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
}

const STRANGE: Omit<Account, 'id' | 'name'> = {
  type: 'standard',
  createdOn: null,
  unitId: null,
  unitName: null,
  managed: true,
  settings: {
    enforceTwoFactor: null,
    abuseContactEmail: null,
    apiAccessEnabled: null,
    accessApprovalExpiry: null,
    oauthAppAccessEnabled: null,
    defaultNameservers: null,
    useAccountCustomNsByDefault: null,
  },
  rawSettings: null,
}
