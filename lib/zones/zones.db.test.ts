import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role } from '@/lib/auth/permissions'
import { SEED, seedZone } from '@/lib/sandbox/seed'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { addZone, deleteZone, settleZone } = await import('./actions')
const { deleteAccount } = await import('@/lib/accounts/actions')
const { deletionPreview } = await import('@/lib/accounts/queries')
const { exportZones, listZones, zoneDetails, zonePlans, zonesGlance } = await import('./queries')
const { ACTS } = await import('@/lib/commands')
const { exportCsv } = await import('@/lib/entry/download')
const { findOut } = await import('@/lib/entry/lost')
const { ZoneListQuery } = await import('./schema')
const { db } = await import('@/lib/db/client')

const accountId = SEED.accounts.plain
const zoneId = seedZone('delta-dental-clinics.com')

const upstream = useSandbox()
const { audit, fault } = upstream

describe('Add a zone', () => {
  it('adds it to the account, by the name that the DNS knows, and keeps before and after', async () => {
    const answer = await addZone({ accountId, name: ' Bücher-Delta.DE ', type: 'full' })
    expect(answer).toMatchObject({ ok: true, data: { status: 'added', name: 'xn--bcher-delta-thb.de' } })
    expect(await zonesNamed('xn--bcher-delta-thb.de')).toHaveLength(1)
    const rows = await audit('zone.add')
    expect(rows.map(({ phase }) => phase)).toEqual(['attempted', 'succeeded'])
    expect(rows[0]).toMatchObject({
      accountId,
      targetName: 'xn--bcher-delta-thb.de',
      request: { name: 'xn--bcher-delta-thb.de', type: 'full' },
    })
    expect(rows[1]).toMatchObject({
      accountName: 'Delta Dental Clinics',
      after: { status: 'pending', nameServers: [expect.any(String), expect.any(String)] },
    })
  })

  it('names a zone that is there already, and sends nothing', async () => {
    const answer = await addZone({ accountId, name: 'Delta-Dental-Clinics.com', type: 'full' })
    expect(answer).toMatchObject({ ok: true, data: { status: 'there', zoneId } })
    expect(await calls('POST')).toHaveLength(0)
  })

  it.each([
    ['acme-logistics.com', /already in Cloudflare/],
    ['example.com', /does not permit/],
  ])('lands the refusal of %s on the name', async (name, sentence) => {
    const answer = await addZone({ accountId, name, type: 'full' })
    expect(answer).toMatchObject({ ok: false, error: { fields: { name: expect.stringMatching(sentence) } } })
    expect((await audit('zone.add')).at(-1)).toMatchObject({ phase: 'failed' })
  })

  it.each(['lose_reply', 'truncate', 'html'])('finds the zone by its name after %s', async (kind) => {
    await fault('POST', '/zones$', { kind })
    const answer = await addZone({ accountId, name: 'lost-on-the-way.com', type: 'full' })
    const there = await zonesNamed('lost-on-the-way.com')
    expect(answer.ok).toBe(there.length === 1)
    if (!answer.ok) expect(answer.error.code).toBe('unknown')
    expect(await calls('POST')).toHaveLength(1)
    expect((await audit('zone.add')).at(-1)!.phase).toBe(answer.ok ? 'succeeded' : 'unknown')
  })

  it('stays unknown after a reset until somebody looks, and is sent once each time it is asked for', async () => {
    await fault('POST', '/zones$', { kind: 'reset' })
    const input = { accountId, name: 'never-arrived.com', type: 'full' as const }
    expect(await addZone(input)).toMatchObject({ ok: false, error: { code: 'unknown' } })
    expect(await settleZone(input)).toMatchObject({ ok: true, data: { zoneId: null } })
    expect(await addZone(input)).toMatchObject({ ok: true, data: { status: 'added' } })
    expect(await settleZone(input)).toMatchObject({ ok: true, data: { zoneId: expect.any(String) } })
    expect(await zonesNamed(input.name)).toHaveLength(1)
    expect(await calls('POST')).toHaveLength(2)
    expect((await audit('zone.add')).map(({ phase }) => phase)).toEqual([
      'attempted',
      'unknown',
      'attempted',
      'succeeded',
    ])
  })

  it('does not send again after a fault of theirs', async () => {
    await fault('POST', '/zones$', { kind: 'status', status: 500 })
    const answer = await addZone({ accountId, name: 'once-only.com', type: 'full' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'unknown' } })
    expect(await calls('POST')).toHaveLength(1)
  })

  it('makes one zone of a double click', async () => {
    const input = { accountId, name: 'clicked-twice.com', type: 'full' as const }
    await Promise.all([addZone(input), addZone(input)])
    expect(await zonesNamed(input.name)).toHaveLength(1)
  })
})

describe('Delete a zone', () => {
  it('wants the name, deletes, and keeps what was there', async () => {
    expect(await deleteZone({ accountId, zoneId, typedName: 'delta' })).toMatchObject({
      ok: false,
      error: { fields: { typedName: expect.any(String) } },
    })
    expect(await deleteZone({ accountId, zoneId, typedName: 'delta-dental-clinics.com' })).toMatchObject({
      ok: true,
    })
    expect(await zonesNamed('delta-dental-clinics.com')).toHaveLength(0)
    expect((await audit('zone.delete')).at(-1)).toMatchObject({
      phase: 'succeeded',
      before: { name: 'delta-dental-clinics.com', status: 'active' },
    })
  })

  it('takes the Logpush jobs first, so that none goes on delivering', async () => {
    const name = 'brightwave-shop.com'
    const answer = await deleteZone({
      accountId: SEED.accounts.busy,
      zoneId: seedZone(name),
      typedName: name,
    })
    expect(answer.ok).toBe(true)
    expect((await audit('zone.delete.logpush')).at(-1)).toMatchObject({
      phase: 'succeeded',
      after: { jobs: 1 },
    })
    expect((await upstream.control('GET', '/state')).orphans).toEqual([])
  })

  it('says that the jobs are gone where the zone itself is refused', async () => {
    const name = 'brightwave-shop.com'
    await fault('DELETE', `^/zones/${seedZone(name)}$`, { kind: 'status', status: 403, code: 10000 })
    const answer = await deleteZone({
      accountId: SEED.accounts.busy,
      zoneId: seedZone(name),
      typedName: name,
    })
    expect(answer).toMatchObject({ ok: false, error: { code: 'credentials', effect: 'partly' } })
    expect(!answer.ok && answer.error.message).toMatch(
      /^Its Logpush jobs were removed; the rest was not\. The partner credentials/,
    )
    expect(await zonesNamed(name)).toHaveLength(1)
    expect((await audit('zone.delete')).at(-1)).toMatchObject({ phase: 'failed' })
  })

  it.each(['lose_reply', 'reset', 'html'])('tells what became of it after %s', async (kind) => {
    await fault('DELETE', '/zones/', { kind })
    const answer = await deleteZone({ accountId, zoneId, typedName: 'delta-dental-clinics.com' })
    const gone = (await zonesNamed('delta-dental-clinics.com')).length === 0
    expect(answer.ok).toBe(gone)
    if (!answer.ok) expect(answer.error.code).toBe('unknown')
    expect((await audit('zone.delete')).at(-1)).toMatchObject({
      phase: gone ? 'succeeded' : 'unknown',
      targetName: 'delta-dental-clinics.com',
      accountName: 'Delta Dental Clinics',
      ...(gone && { before: { name: 'delta-dental-clinics.com' }, after: { found: false } }),
    })
  })
})

describe('an internal zone, which upstream hides unless it is asked for', () => {
  beforeEach(async () => {
    await upstream.call('POST', '/zones', {
      name: 'intranet-delta.com',
      type: 'internal',
      account: { id: accountId },
    })
  })

  it('is listed, filtered, counted at a glance and before a deletion, and exported', async () => {
    const names = async (query: object) =>
      (await listZones(accountId, ZoneListQuery.parse(query))).rows.map(({ name }) => name)
    expect(await names({})).toContain('intranet-delta.com')
    expect(await names({ type: 'internal' })).toEqual(['intranet-delta.com'])
    expect(await names({ type: 'full' })).not.toContain('intranet-delta.com')
    const { rows, totalCount } = await zonesGlance(accountId)
    expect(rows.map(({ name }) => name)).toContain('intranet-delta.com')
    expect((await deletionPreview(accountId)).counts.zones).toBe(totalCount)
    expect(totalCount).toBe(rows.length)
    expect(await (await exportCsv(exportZones, { accountId })).text()).toContain('intranet-delta.com')
  })

  it('is looked into for Logpush jobs when its account is deleted', async () => {
    const [zone] = (await upstream.call('GET', `/zones?type=internal&account.id=${accountId}`)).result
    await deleteAccount({ accountId, typedName: 'Delta Dental Clinics' })
    expect((await calls('GET')).map(({ path }) => path)).toContain(`/zones/${zone.id}/logpush/jobs`)
  })

  it('is not taken for the public zone of its name', async () => {
    const answer = await settleZone({ accountId, name: 'intranet-delta.com' })
    expect(answer).toMatchObject({ ok: true, data: { zoneId: null } })
  })
})

describe('who may, and what is foreign', () => {
  it.each<[Role, boolean, boolean]>([
    ['admin', true, true],
    ['operator', true, false],
    ['support', false, false],
    ['auditor', false, false],
  ])('%s may add: %s, delete: %s; a refusal is on record', async (role, mayAdd, mayDelete) => {
    staff.role = role
    const added = await addZone({ accountId, name: 'by-role.com', type: 'full' })
    const deleted = await deleteZone({ accountId, zoneId, typedName: 'delta-dental-clinics.com' })
    expect([added.ok, deleted.ok]).toEqual([mayAdd, mayDelete])
    if (!mayDelete) expect((await audit('zone.delete')).map(({ phase }) => phase)).toEqual(['denied'])
    if (!mayAdd) expect(await calls('POST')).toHaveLength(0)
  })

  it.each([
    ['a zone of another account', () => ({ accountId, zoneId: seedZone('acme-logistics.com') })],
    [
      'an account outside the tenant',
      () => ({ accountId: SEED.accounts.outside[0], zoneId: seedZone('halyard-internal.net') }),
    ],
    ['no id at all', () => ({ accountId, zoneId: '../accounts' })],
  ])('%s is not found, whatever is typed', async (_, ids) => {
    const answer = await deleteZone({ ...ids(), typedName: 'acme-logistics.com' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(await calls('DELETE')).toHaveLength(0)
    await expect(zoneDetails(ids().accountId, ids().zoneId)).rejects.toThrow(/NEXT_HTTP_ERROR_FALLBACK;404/)
  })
})

describe('at a glance', () => {
  it('names the zones and their plans, and those of no other account', async () => {
    const { rows } = await zonesGlance(accountId)
    expect(rows.map(({ id }) => id)).toContain(zoneId)
    const theirs = seedZone('halyard-internal.net')
    const plans = await zonePlans(accountId, [zoneId, theirs, 'no-zone'])
    expect(plans[zoneId]).toMatchObject({ ok: true })
    for (const id of [theirs, 'no-zone'])
      expect(plans[id]).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it('tells nothing of an account that is not ours, although it is read while that is found out', async () => {
    const [foreign] = SEED.accounts.outside
    const theirs = seedZone('halyard-internal.net')
    await expect(zonesGlance(foreign)).rejects.toThrow(/NEXT_HTTP_ERROR_FALLBACK;404/)
    await expect(listZones(foreign, ZoneListQuery.parse({}))).rejects.toThrow(/NEXT_HTTP_ERROR_FALLBACK;404/)
    await expect(zonePlans(foreign, [theirs])).rejects.toThrow(/NEXT_HTTP_ERROR_FALLBACK;404/)
  })

  it('says of a plan that it cannot be read, and tells the others', async () => {
    const { rows } = await zonesGlance(SEED.accounts.busy)
    const [one, other] = rows.map(({ id }) => id) as [string, string]
    await fault('GET', `^/zones/${one}/subscription$`, { kind: 'status', status: 500 }, 3)
    const plans = await zonePlans(SEED.accounts.busy, [one, other])
    expect(plans[one]).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(plans[other]).toMatchObject({ ok: true })
    expect(await zonePlans(SEED.accounts.busy, [one])).toMatchObject({ [one]: { ok: true } })
  })

  it('asks for nothing but the plans of zones that were listed, ten at once, and proves all others', async () => {
    const { rows } = await listZones(SEED.accounts.busy, ZoneListQuery.parse({ size: 50 }))
    const before = await everyCall()
    const plans = await zonePlans(
      SEED.accounts.busy,
      rows.map(({ id }) => id),
    )
    expect(Object.keys(plans)).toHaveLength(10)
    expect((await everyCall()) - before).toBe(10)
    // The same zone as if it were another account's.
    expect((await zonePlans(accountId, [rows[0]!.id]))[rows[0]!.id]).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    })
  })

  it('costs a list two calls, however many rows it has', async () => {
    await listZones(SEED.accounts.busy, ZoneListQuery.parse({}))
    const before = await everyCall()
    await listZones(SEED.accounts.busy, ZoneListQuery.parse({ size: 50 }))
    expect((await everyCall()) - before).toBe(2)
  })
})

describe('the list', () => {
  it('pages, filters and sorts as the API does, and each plan is told in the partner’s terms', async () => {
    const id = SEED.accounts.busy
    const list = (query: Record<string, unknown>) => listZones(id, ZoneListQuery.parse(query))
    const first = await list({ size: 10 })
    expect(first).toMatchObject({ totalCount: 62, more: true, perPage: 10 })
    expect(await planOf(id, first.rows[0]!)).toEqual({
      id: 'PARTNERS_BIZ',
      tier: 'Business',
      name: expect.any(String),
    })
    // Cloudflare answers another id for this one.
    expect(await planOf(id, (await list({ name: 'brightwave-shop' })).rows[0]!)).toMatchObject({
      id: 'enterprise',
      tier: 'Enterprise',
    })
    const numbered = await list({ name: 'store-60' })
    expect(numbered.rows.map(({ name }) => name)).toEqual(['brightwave-store-60.com'])
    expect(await planOf(id, numbered.rows[0]!)).toEqual({ id: null, tier: 'Free', name: null })
    expect((await list({ direction: 'desc', size: 10 })).rows[0]!.name).toBe('brightwave-store-60.com')
    expect((await list({ status: 'moved' })).rows).toEqual([])
  })

  it('shows both forms of a name', async () => {
    const { rows } = await listZones(
      (await upstream.call('GET', '/zones?name=xn--mller-grossmann-zvb.de')).result[0].account.id,
      ZoneListQuery.parse({}),
    )
    expect(rows[0]).toMatchObject({ name: 'xn--mller-grossmann-zvb.de', unicode: 'müller-grossmann.de' })
  })

  it('finds a name that is not ASCII as it is read, and calls no oftener for one that is', async () => {
    const id = (await upstream.call('GET', '/zones?name=xn--mller-grossmann-zvb.de')).result[0].account.id
    const list = async (name: string) =>
      (await listZones(id, ZoneListQuery.parse({ name }))).rows.map(({ unicode }) => unicode)
    for (const text of [
      'müller-grossmann',
      'MÜLLER-Grossmann.de',
      'https://müller-grossmann.de/x',
      'grossmann',
    ])
      expect(await list(text), text).toContain('müller-grossmann.de')
    expect(await list('müll')).toEqual([])
    expect(await list('ü'.repeat(300))).toEqual([])
    const before = (await calls('GET')).length
    expect(await list('a'.repeat(300))).toEqual([])
    expect(await calls('GET')).toHaveLength(before + 1)
  })
})

describe('an attempt that a crash left open', () => {
  it.each([true, false])('is closed by looking for the zone (there: %s)', async (there) => {
    const open = await attempt('zone.add', { request: { name: 'crashed.com', type: 'full' } })
    if (there) await upstream.call('POST', '/zones', { name: 'crashed.com', account: { id: accountId } })
    expect(await findOut(ACTS.get('zone.add')!, open)).toMatchObject({
      phase: there ? 'succeeded' : 'failed',
      after: { found: there },
    })
  })

  it('does not take an older zone of that name for its own', async () => {
    const open = await attempt('zone.add', { request: { name: 'delta-dental-clinics.com' } })
    expect(await findOut(ACTS.get('zone.add')!, open)).toMatchObject({ phase: 'failed' })
  })

  it('is closed by looking whether the zone is gone', async () => {
    const open = await attempt('zone.delete', { targetId: zoneId })
    expect(await findOut(ACTS.get('zone.delete')!, open)).toMatchObject({
      phase: 'failed',
      after: { found: true },
    })
    await upstream.call('DELETE', `/zones/${zoneId}`)
    expect(await findOut(ACTS.get('zone.delete')!, open)).toMatchObject({ phase: 'succeeded' })
    const nameless = await attempt('zone.delete', { targetId: '../x' })
    expect(await findOut(ACTS.get('zone.delete')!, nameless)).toMatchObject({ phase: 'unknown' })
  })
})

describe('Logpush jobs whose removal was lost', () => {
  const busy = SEED.accounts.busy
  const shop = seedZone('brightwave-shop.com')

  it('are looked for, and the zone is deleted once none is left', async () => {
    await fault('DELETE', '/logpush/jobs/', { kind: 'lose_reply' })
    const answer = await deleteZone({ accountId: busy, zoneId: shop, typedName: 'brightwave-shop.com' })
    expect(answer.ok).toBe(true)
    expect((await audit('zone.delete.logpush')).at(-1)).toMatchObject({ phase: 'succeeded' })
    expect((await upstream.control('GET', '/state')).orphans).toEqual([])
  })

  it('keep the zone while one is left', async () => {
    await fault('DELETE', '/logpush/jobs/', { kind: 'reset' })
    const answer = await deleteZone({ accountId: busy, zoneId: shop, typedName: 'brightwave-shop.com' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'unknown' } })
    expect(await zonesNamed('brightwave-shop.com')).toHaveLength(1)
  })

  it('are looked for after a crash, and not known of once the zone is gone', async () => {
    const look = async () =>
      findOut(
        ACTS.get('zone.delete.logpush')!,
        await attempt('zone.delete.logpush', { targetId: shop, accountId: busy }),
      )
    expect(await look()).toMatchObject({ phase: 'failed', after: { found: true } })
    await upstream.call('DELETE', `/zones/${shop}`)
    expect(await look()).toMatchObject({ phase: 'unknown' })
  })
})

// The last test: after it nothing is sent for anybody.
it('sends nothing more once the allowance is spent', async () => {
  await fault('POST', '/zones$', { kind: 'rate_limit', retryAfter: 200 })
  const input = { accountId, name: 'too-many.com', type: 'full' as const }
  for (let tried = 0; tried < 2; tried++)
    expect(await addZone(input)).toMatchObject({
      ok: false,
      error: { code: 'rate_limited', retryAt: expect.any(Number) },
    })
  expect(await calls('POST')).toHaveLength(1)
})

async function planOf(account: string, { id }: { id: string }) {
  const plan = (await zonePlans(account, [id]))[id]!
  if (!plan.ok) throw new Error(plan.error.message)
  return plan.data
}

const attempt = (action: string, more: object) =>
  db().auditEvent.create({
    data: {
      operationId: randomUUID(),
      requestId: randomUUID(),
      phase: 'attempted',
      action,
      accountId,
      ...more,
    },
  })

const everyCall = async () => ((await upstream.control('GET', '/calls')) as unknown[]).length

async function calls(method: string): Promise<{ path: string; body: unknown }[]> {
  const all = (await upstream.control('GET', '/calls')) as { method: string; path: string; body: unknown }[]
  return all.filter((call) => call.method === method && call.path.startsWith('/zones'))
}

const zonesNamed = async (name: string): Promise<unknown[]> =>
  (await upstream.call('GET', `/zones?name=${name}`)).result
