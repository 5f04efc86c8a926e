import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role } from '@/lib/auth/permissions'
import { SEED, seedZone } from '@/lib/sandbox/seed'
import { TOKEN } from '@/lib/sandbox/testing'
import { TOKEN_GROUPS } from '@/lib/sandbox/token-groups'
import type { Token } from '@/lib/tenant-api/tokens'
import type { TokenPage } from './schema'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

/** What the sandbox never answers: parts that nobody can read. */
let odd: Partial<Token> = {}
vi.mock('./access', async (original) => {
  const real = await original<typeof import('./access')>()
  const managedToken: typeof real.managedToken = async (...args) => ({
    ...(await real.managedToken(...args)),
    ...odd,
  })
  const tokenOf: typeof real.tokenOf = async (...args) => {
    const of = await real.tokenOf(...args)
    return { ...of, token: { ...of.token, ...odd } }
  }
  return { ...real, managedToken, tokenOf }
})

const {
  createToken,
  deleteToken,
  disableToken,
  enableToken,
  rollToken,
  settleToken,
  updateToken,
  verifyToken,
} = await import('./actions')
const {
  listTokens: listOrNone,
  tokenDetails,
  tokenEdit,
  tokenOffer,
  tokensSummary,
} = await import('./queries')
const { ACTS } = await import('@/lib/commands')
const { findOut } = await import('@/lib/entry/lost')
const { remembered } = await import('@/lib/audit/remember')
const { NO_TOKEN, TokenListQuery } = await import('./schema')
const listTokens = async (...asked: Parameters<typeof listOrNone>) =>
  (await listOrNone(...asked)) as TokenPage
const { env } = await import('@/lib/env')
const { db } = await import('@/lib/db/client')

const accountId = SEED.accounts.tokens
const zoneId = seedZone('lumen-works.dev')
const group = (name: string) => TOKEN_GROUPS.find((each) => each.name === name)!.id

const upstream = useSandbox({ withToken: true })
const { audit, fault } = upstream
beforeEach(() => {
  odd = {}
})

it('takes the refusal of tokens for what it is where none is set to ask with', async () => {
  const summary = async () => {
    await upstream.control('POST', '/faults', {
      match: { method: 'GET', path: '/tokens$' },
      fault: { kind: 'status', status: 403, code: 10000 },
    })
    return tokensSummary(accountId)
  }
  await expect(summary()).rejects.toMatchObject({ code: 'credentials' })
  const environment = env()
  const { CLOUDFLARE_API_TOKEN } = environment
  environment.CLOUDFLARE_API_TOKEN = undefined
  try {
    expect(await summary()).toBe(NO_TOKEN)
  } finally {
    Object.assign(environment, { CLOUDFLARE_API_TOKEN })
  }
})

describe('Create an API token', () => {
  it('gives each permission where it belongs, and keeps everything but the value', async () => {
    const answer = await createToken(
      form({
        groupIds: [group('DNS Write'), group('Billing Read')],
        zones: 'chosen',
        zoneIds: [zoneId],
        allowed: '203.0.113.0/24\n198.51.100.7',
        refused: '203.0.113.9',
        startsOn: '2040-01-01',
        endsOn: '2040-12-31',
      }),
    )
    const { tokenId, value } = created(answer)
    expect(value).toMatch(/^cfat_/)
    expect((await calls('POST', /tokens$/))[0]!.body).toEqual({
      name: 'CI pipeline',
      policies: [
        {
          effect: 'allow',
          permission_groups: [{ id: group('Billing Read') }],
          resources: { [`com.cloudflare.api.account.${accountId}`]: '*' },
        },
        {
          effect: 'allow',
          permission_groups: [{ id: group('DNS Write') }],
          resources: { [`com.cloudflare.api.account.zone.${zoneId}`]: '*' },
        },
      ],
      condition: {
        request_ip: { in: ['203.0.113.0/24', '198.51.100.7/32'], not_in: ['203.0.113.9/32'] },
      },
      not_before: '2040-01-01T00:00:00Z',
      expires_on: '2040-12-31T23:59:59Z',
    })
    const rows = await audit('token.create')
    expect(rows.map(({ phase }) => phase)).toEqual(['attempted', 'succeeded'])
    expect(rows[1]).toMatchObject({
      accountId,
      targetId: tokenId,
      targetName: 'CI pipeline',
      after: {
        permissions: ['Billing: Read (The account)', 'DNS: Edit (lumen-works.dev)'],
        allowed: ['203.0.113.0/24', '198.51.100.7/32'],
        expiresOn: '2040-12-31T23:59:59.000Z',
        valueShown: true,
      },
    })
  })

  it('asks again before one that reaches nearly everything, and sends nothing until then', async () => {
    const everything = form({
      groupIds: TOKEN_GROUPS.filter(({ scopes }) => !scopes[0]!.includes('r2')).map(({ id }) => id),
    })
    expect(await createToken(everything)).toMatchObject({
      ok: true,
      data: { status: 'confirm', breadth: ['account', 'zones', 'tokens'] },
    })
    expect(await calls('POST', /tokens$/)).toHaveLength(0)
    created(await createToken({ ...everything, confirmed: true }))
    expect((await audit('token.create')).map(({ phase }) => phase)).toEqual([
      'attempted',
      'failed',
      'attempted',
      'succeeded',
    ])
  })

  it.each(['lose_reply', 'truncate', 'html', 'reset'])(
    'after %s finds the token or says that it does not know, without its value and without sending again',
    async (kind) => {
      await fault('POST', 'tokens$', { kind })
      const answer = await createToken(form({}))
      const asked = await calls('GET', /tokens$/)
      const there = (await tokensUpstream()).filter(({ name }) => name === 'CI pipeline')
      expect(await calls('POST', /tokens$/)).toHaveLength(1)
      if (there.length === 1) {
        expect(answer).toEqual({ ok: true, data: { status: 'lost', tokenId: there[0]!.id, otherwise: [] } })
        expect((await audit('token.create')).at(-1)).toMatchObject({
          phase: 'succeeded',
          after: { valueShown: false, found: true },
        })
      } else {
        expect(answer).toMatchObject({ ok: false, error: { code: 'unknown' } })
        expect((await audit('token.create')).at(-1)!.phase).toBe('unknown')
        // Those that were there before, and one look for the new one.
        expect(asked).toHaveLength(2)
      }
    },
  )

  it('does not take an older token of that name for the lost one, and a person may look again', async () => {
    const { id: older } = await named('Monitoring')
    await fault('POST', 'tokens$', { kind: 'reset' })
    expect(await createToken(form({ name: 'Monitoring' }))).toMatchObject({ error: { code: 'unknown' } })
    const since = new Date().toISOString()
    const look = { ...form({ name: 'Monitoring' }), notIds: [older], since }
    expect(await settleToken(look)).toEqual({ ok: true, data: [] })
    const { tokenId } = created(await createToken(form({ name: 'Monitoring' })))
    expect(await settleToken(look)).toEqual({ ok: true, data: [{ tokenId, otherwise: [] }] })
    expect((await audit('token.create.settle')).map(({ phase }) => phase)).toEqual([
      'attempted',
      'succeeded',
      'attempted',
      'succeeded',
    ])
  })

  it('does not take one of a minute ago for the lost one either', async () => {
    created(await createToken(form({})))
    await fault('POST', 'tokens$', { kind: 'reset' })
    expect(await createToken(form({}))).toMatchObject({ error: { code: 'unknown' } })
    expect((await audit('token.create')).at(-1)).toMatchObject({ phase: 'unknown', after: null })
  })

  it.each([
    ['groupIds', { groupIds: ['f'.repeat(32)] }],
    ['zoneIds', { zones: 'chosen' as const, zoneIds: [seedZone('acme-logistics.com')] }],
    ['zoneIds', { zones: 'chosen' as const, zoneIds: [zoneId, 'f'.repeat(32)] }],
    ['name', { name: ' ' }],
    ['allowed', { allowed: '10.0.0.0/40' }],
    ['endsOn', { endsOn: '2020-01-01' }],
  ])('lands a wrong %s on its field and sends nothing', async (field, values) => {
    expect(await createToken(form(values))).toMatchObject({
      ok: false,
      error: { code: 'invalid', fields: { [field]: expect.any(String) } },
    })
    expect(await calls('POST', /tokens$/)).toHaveLength(0)
  })

  it.each([
    ['name', { status: 400, code: 400, message: 'name must be shorter' }],
    ['expiresOn', { status: 400, code: 400, message: 'expires_on is too far' }],
  ])('lands Cloudflare’s own refusal on %s', async (field, what) => {
    await fault('POST', 'tokens$', { kind: 'status', ...what })
    expect(await createToken(form({}))).toMatchObject({
      ok: false,
      error: { code: 'invalid', fields: { [field]: expect.any(String) } },
    })
    expect((await audit('token.create')).at(-1)).toMatchObject({ phase: 'failed' })
  })

  it('says which credential Cloudflare wants', async () => {
    await fault('POST', 'tokens$', { kind: 'status', status: 403, code: 10000 })
    expect(await createToken(form({}))).toMatchObject({
      error: { code: 'credentials', message: expect.stringContaining('CLOUDFLARE_API_TOKEN') },
    })
  })
})

describe('the value', () => {
  it('is in the one answer and nowhere else', async () => {
    const { tokenId, value } = created(await createToken(form({})))
    const verified = await verifyToken({ accountId, tokenId, value: ` ${value}\n` })
    expect(verified).toMatchObject({ ok: true, data: { status: 'known', state: 'active' } })
    // A fault that quotes it must not carry it on.
    await fault('GET', 'tokens/verify', { kind: 'status', status: 401, code: 1000, message: `no ${value}` })
    const refused = await verifyToken({ accountId, tokenId, value })
    const rolled = await rollToken({ accountId, tokenId })
    const second = rolled.ok && rolled.data.status === 'rolled' ? rolled.data.value : ''
    expect(second).toMatch(/^cfat_/)
    await updateToken(await edited(tokenId, { name: 'Renamed' }))
    const wrong = await verifyToken({ accountId, tokenId, value: `${second}\u00e9` })
    await disableToken({ accountId, tokenId })
    await deleteToken({ accountId, tokenId, typedName: 'Renamed' })

    const kept = [
      await db().auditEvent.findMany(),
      verified,
      refused,
      wrong,
      await listTokens(accountId, TokenListQuery.parse({})),
      await upstream.control('GET', '/state'),
      (await upstream.control('GET', '/calls')) as unknown,
    ]
    for (const secret of [value, second]) expect(stringify(kept)).not.toContain(secret.slice(5, 30))
    expect((await audit('token.create')).at(-1)).toMatchObject({
      targetId: tokenId,
      targetName: 'CI pipeline',
    })
    expect((await audit('token.roll')).at(-1)).toMatchObject({
      phase: 'succeeded',
      targetId: tokenId,
      after: { valueShown: true },
    })
  })

  it('is told to be another token’s, disabled, or not known', async () => {
    const one = created(await createToken(form({})))
    const other = created(await createToken(form({ name: 'Other' })))
    const verify = async (tokenId: string, value: string) => {
      const answer = await verifyToken({ accountId, tokenId, value })
      return answer.ok ? answer.data : answer.error
    }
    expect(await verify(one.tokenId, other.value)).toEqual({ status: 'other', state: 'active' })
    expect(await verify(one.tokenId, `cfat_${'x'.repeat(48)}`)).toEqual({
      status: 'refused',
      state: 'active',
      reach: 'anyone',
    })
    await disableToken({ accountId, tokenId: one.tokenId })
    expect(await verify(one.tokenId, one.value)).toMatchObject({ status: 'refused', state: 'disabled' })
    expect((await audit('token.verify')).at(-1)).toMatchObject({
      request: null,
      after: { result: 'refused', status: 'disabled' },
    })
  })
})

describe.each(['request_ip', 'request.ip'])(
  'Change an API token whose condition is read as %s',
  (spelling) => {
    beforeEach(() => upstream.control('PUT', '/settings', { tokenCondition: spelling }))

    it('sends it whole, keeps the moment of a day that stays, and both sides', async () => {
      const token = await named('DNS sync')
      const values = await edited(token.id, {
        name: 'DNS sync 2',
        groupIds: [group('DNS Read')],
        refused: '',
      })
      expect(await updateToken(values)).toEqual({ ok: true, data: { status: 'saved', otherwise: [] } })
      const [sent] = await calls('PUT', /tokens\/\w+$/)
      expect(sent!.body).toMatchObject({
        name: 'DNS sync 2',
        condition: { [spelling]: { in: ['203.0.113.0/24'] } },
        expires_on: token.expires_on,
        status: 'active',
      })
      expect((await audit('token.update')).at(-1)).toMatchObject({
        phase: 'succeeded',
        before: { name: 'DNS sync', refused: ['203.0.113.7/32'] },
        after: { name: 'DNS sync 2', refused: [], permissions: ['DNS: Read (All zones)'] },
      })
    })

    it('leaves permissions alone that the form cannot show', async () => {
      const policies = [
        {
          effect: 'deny',
          permission_groups: [{ id: group('DNS Write') }],
          resources: {
            [`com.cloudflare.api.account.${accountId}`]: { 'com.cloudflare.api.account.zone.*': '*' },
          },
        },
      ]
      const made = (
        await upstream.call('POST', `/accounts/${accountId}/tokens`, { name: 'Odd', policies }, TOKEN)
      ).result
      const edit = await tokenEdit(accountId, made.id)
      expect(edit.values).toMatchObject({ keepsPermissions: true, groupIds: [] })
      expect(await updateToken(await edited(made.id, { name: 'Odder' }))).toMatchObject({ ok: true })
      expect((await calls('PUT', /tokens/))[0]!.body).toMatchObject({ policies })
    })

    it('changes none that it cannot send back whole, but rolls and deletes it', async () => {
      const { id: tokenId } = await named('Monitoring')
      const values = await edited(tokenId, { name: 'Half' })
      odd = { changeable: false }
      for (const answer of [
        await updateToken(values),
        await disableToken({ accountId, tokenId }),
        await enableToken({ accountId, tokenId }),
      ])
        expect(answer).toMatchObject({
          ok: false,
          error: { code: 'refused', message: expect.stringContaining('would lose it') },
        })
      expect(await calls('PUT', /tokens/)).toHaveLength(0)
      expect(await rollToken({ accountId, tokenId })).toMatchObject({ data: { status: 'rolled' } })
      expect(await deleteToken({ accountId, tokenId, typedName: 'Monitoring' })).toMatchObject({ ok: true })
    })

    it('keeps what it cannot read of permissions and addresses, and changes the rest', async () => {
      const { id: tokenId } = await named('Monitoring')
      const policies = [{ effect: 'audit', on: ['everything'] }]
      const condition = { 'request.ip': { in: ['203.0.113.0/24'] }, 'request.asn': { in: [13335] } }
      odd = {
        policies: [],
        unreadablePolicies: 1,
        requestIp: { in: ['203.0.113.0/24'], notIn: [], reach: 'partly' },
        kept: { policies, condition },
      }
      const values = await edited(tokenId, { name: 'Half' })
      expect(values).toMatchObject({ keepsPermissions: true, keepsAddresses: true, allowed: '' })
      await updateToken(values)
      await disableToken({ accountId, tokenId })
      for (const { body } of await calls('PUT', /tokens/)) expect(body).toMatchObject({ policies, condition })
      expect(await calls('PUT', /tokens/)).toHaveLength(2)

      for (const typed of [
        { keepsAddresses: false },
        { keepsPermissions: false, groupIds: [group('DNS Read')] },
      ])
        expect(await updateToken({ ...values, ...typed })).toMatchObject({ error: { code: 'refused' } })
      expect(await calls('PUT', /tokens/)).toHaveLength(2)
    })

    it.each(['request_ip', 'request.ip'])('shows and keeps addresses that come as %s', async (spelling) => {
      await upstream.control('PUT', '/settings', { tokenCondition: spelling })
      const { id: tokenId } = await named('DNS sync')
      const limited = { allowed: ['203.0.113.0/24'], refused: ['203.0.113.7/32'], reach: 'listed' }
      expect(await tokenDetails(accountId, tokenId)).toMatchObject(limited)
      expect(await updateToken(await edited(tokenId, { name: 'DNS sync 2' }))).toMatchObject({
        data: { status: 'saved', otherwise: [] },
      })
      expect(await disableToken({ accountId, tokenId })).toMatchObject({ ok: true })
      const filter = { in: ['203.0.113.0/24'], not_in: ['203.0.113.7/32'] }
      for (const { body } of await calls('PUT', /tokens/))
        expect(body).toMatchObject({ condition: { [spelling]: filter } })
      expect(await tokenDetails(accountId, tokenId)).toMatchObject({ name: 'DNS sync 2', ...limited })
    })

    it('leaves an empty condition to admit nobody until addresses are given', async () => {
      const policies = [
        {
          effect: 'allow',
          permission_groups: [{ id: group('DNS Read') }],
          resources: { [`com.cloudflare.api.account.zone.${zoneId}`]: '*' },
        },
      ]
      const shut = { name: 'Shut', policies, condition: {} }
      const { id } = (await upstream.call('POST', `/accounts/${accountId}/tokens`, shut, TOKEN)).result
      expect(await tokenDetails(accountId, id)).toMatchObject({ reach: 'nobody', allowed: [] })
      const { rows } = await listTokens(accountId, TokenListQuery.parse({ name: 'Shut' }))
      expect(rows).toMatchObject([{ id, reach: 'nobody' }])
      expect(await updateToken(await edited(id, { name: 'Still shut' }))).toMatchObject({
        data: { otherwise: [] },
      })
      expect((await audit('token.update')).at(-1)).toMatchObject({
        after: { allowed: ['nobody, by an empty condition'] },
      })
      expect(await tokenDetails(accountId, id)).toMatchObject({ reach: 'nobody' })
      await updateToken(await edited(id, { allowed: '203.0.113.9' }))
      expect(await tokenDetails(accountId, id)).toMatchObject({
        reach: 'listed',
        allowed: ['203.0.113.9/32'],
      })
    })

    it('refuses one that was changed meanwhile', async () => {
      const token = await named('Monitoring')
      const stale = await edited(token.id, { name: 'Mine' })
      created(await createToken(form({})))
      expect(await updateToken(await edited(token.id, { name: 'Theirs' }))).toMatchObject({ ok: true })
      expect(await updateToken(stale)).toMatchObject({ ok: false, error: { code: 'conflict' } })
      expect((await named('Theirs')).id).toBe(token.id)
    })

    it('asks again only for what it did not reach before', async () => {
      const token = await named('Monitoring')
      const wide = { groupIds: [group('Account API Tokens Write')] }
      expect(await updateToken(await edited(token.id, wide))).toMatchObject({ data: { status: 'confirm' } })
      expect(await updateToken(await edited(token.id, { ...wide, confirmed: true }))).toMatchObject({
        data: { status: 'saved' },
      })
      expect(await updateToken(await edited(token.id, { name: 'Again' }))).toMatchObject({
        data: { status: 'saved' },
      })
    })

    it.each(['lose_reply', 'html', 'reset'])('tells what became of it after %s', async (kind) => {
      const token = await named('DNS sync')
      await fault('PUT', 'tokens/', { kind })
      const asked = await edited(token.id, { name: 'Lost' })
      const read = async () => (await calls('GET', new RegExp(`tokens/${token.id}$`))).length
      const before = await read()
      const answer = await updateToken(asked)
      const reads = (await read()) - before
      const done = (await tokensUpstream()).some(({ name }) => name === 'Lost')
      expect(answer.ok).toBe(done)
      // As it was, and one look.
      if (!done) expect(reads).toBe(2)
      if (!answer.ok) expect(answer.error.code).toBe('unknown')
      expect((await audit('token.update')).at(-1)!.phase).toBe(done ? 'succeeded' : 'unknown')
      expect(await calls('PUT', /tokens/)).toHaveLength(1)
    })

    it('moves an end that is over to a later day only', async () => {
      const token = await named('Old contractor')
      expect(await updateToken(await edited(token.id, { endsOn: '2020-01-01' }))).toMatchObject({
        error: { fields: { endsOn: expect.any(String) } },
      })
      expect(await enableToken({ accountId, tokenId: token.id })).toMatchObject({
        error: { code: 'refused' },
      })
      expect(await updateToken(await edited(token.id, { endsOn: '2040-01-01' }))).toMatchObject({ ok: true })
      expect((await tokenDetails(accountId, token.id)).state).toBe('active')
    })
  },
)

it('says of a token that was created without its addresses that it is not as asked', async () => {
  await upstream.control('PUT', '/settings', { newTokenCondition: 'dropped' })
  const answer = await createToken(form({ allowed: '203.0.113.0/24' }))
  expect(answer).toMatchObject({ ok: true, data: { status: 'created', otherwise: ['addresses'] } })
  expect((await audit('token.create')).at(-1)).toMatchObject({
    phase: 'succeeded',
    after: { allowed: [], otherwise: ['addresses'] },
  })
  expect(await createToken(form({ name: 'Open' }))).toMatchObject({ data: { otherwise: [] } })
})

it('says it of one too that was found after its answer was lost, and of one that a person looked for', async () => {
  await upstream.control('PUT', '/settings', { newTokenCondition: 'dropped' })
  const asked = form({ allowed: '203.0.113.0/24' })
  await fault('POST', 'tokens$', { kind: 'lose_reply' })
  expect(await createToken(asked)).toMatchObject({ data: { status: 'lost', otherwise: ['addresses'] } })
  expect((await audit('token.create')).at(-1)).toMatchObject({ after: { otherwise: ['addresses'] } })

  const look = { notIds: [], since: new Date().toISOString() }
  expect(await settleToken({ ...asked, ...look })).toMatchObject({ data: [{ otherwise: ['addresses'] }] })
  expect((await audit('token.create.settle')).at(-1)).toMatchObject({ after: { otherwise: ['addresses'] } })
  expect(await settleToken({ ...form({}), ...look })).toMatchObject({ data: [{ otherwise: [] }] })
  const more = { ...form({ groupIds: [group('Billing Read')] }), ...look }
  expect(await settleToken(more)).toMatchObject({ data: [{ otherwise: ['permissions'] }] })
})

describe('Disable, enable and roll', () => {
  it('takes all else along, and the value works again', async () => {
    const { tokenId, value } = created(
      await createToken(form({ allowed: '0.0.0.0/0', endsOn: '2040-01-01' })),
    )
    const before = (await tokensUpstream()).find(({ id }) => id === tokenId)!
    expect(await disableToken({ accountId, tokenId })).toMatchObject({ ok: true })
    expect(await enableToken({ accountId, tokenId })).toMatchObject({ ok: true })
    const after = (await tokensUpstream()).find(({ id }) => id === tokenId)!
    for (const key of ['name', 'condition', 'expires_on', 'not_before', 'status'])
      expect(after[key], key).toEqual(before[key])
    expect(after.policies).toMatchObject(
      (before.policies as { resources: unknown }[]).map(({ resources }) => ({ resources })),
    )
    expect(await verifyToken({ accountId, tokenId, value })).toMatchObject({ data: { status: 'known' } })
    expect((await audit('token.disable')).at(-1)).toMatchObject({
      before: { status: 'active' },
      after: { status: 'disabled' },
    })
  })

  it.each(['lose_reply', 'reset'])('disables, or does not know, after %s', async (kind) => {
    const token = await named('Monitoring')
    await fault('PUT', 'tokens/', { kind })
    const answer = await disableToken({ accountId, tokenId: token.id })
    const done = (await named('Monitoring')).status === 'disabled'
    expect(answer.ok).toBe(done)
    expect((await audit('token.disable')).at(-1)).toMatchObject({
      phase: done ? 'succeeded' : 'unknown',
      targetName: 'Monitoring',
      ...(done && { before: { status: 'active' }, after: { status: 'disabled', found: true } }),
    })
  })

  it('kills the old value with the new one', async () => {
    const { tokenId, value } = created(await createToken(form({})))
    expect(await rollToken({ accountId, tokenId })).toMatchObject({ data: { status: 'rolled' } })
    expect(await verifyToken({ accountId, tokenId, value })).toMatchObject({ data: { status: 'refused' } })
  })

  it.each(['lose_reply', 'truncate', 'reset'])('says after %s that the value is lost', async (kind) => {
    const { tokenId, value } = created(await createToken(form({})))
    await fault('PUT', '/value$', { kind })
    const answer = await rollToken({ accountId, tokenId })
    const dead = (await verifyToken({ accountId, tokenId, value })).ok
      ? (
          await upstream.call('GET', `/accounts/${accountId}/tokens/verify`, undefined, {
            authorization: `Bearer ${value}`,
          })
        ).status !== 200
      : true
    expect(answer).toEqual({ ok: true, data: { status: 'lost', rolled: dead } })
    expect((await audit('token.roll')).at(-1)).toMatchObject({
      phase: dead ? 'succeeded' : 'unknown',
      after: { valueShown: false },
    })
    expect(await calls('PUT', /value$/)).toHaveLength(1)
  })
})

describe('Delete an API token', () => {
  it('wants the name, deletes, and keeps what was there', async () => {
    const { id: tokenId } = await named('Monitoring')
    expect(await deleteToken({ accountId, tokenId, typedName: 'Monitor' })).toMatchObject({
      error: { fields: { typedName: expect.any(String) } },
    })
    expect(await deleteToken({ accountId, tokenId, typedName: 'Monitoring' })).toMatchObject({ ok: true })
    expect((await tokensUpstream()).some(({ id }) => id === tokenId)).toBe(false)
    expect((await audit('token.delete')).at(-1)).toMatchObject({
      phase: 'succeeded',
      before: { name: 'Monitoring', permissions: ['DNS: Read (All zones)'] },
    })
  })

  it.each(['lose_reply', 'reset', 'html'])('tells what became of it after %s', async (kind) => {
    const { id: tokenId } = await named('Monitoring')
    await fault('DELETE', 'tokens/', { kind })
    const answer = await deleteToken({ accountId, tokenId, typedName: 'Monitoring' })
    const gone = !(await tokensUpstream()).some(({ id }) => id === tokenId)
    expect(answer.ok).toBe(gone)
    expect((await audit('token.delete')).at(-1)).toMatchObject({
      phase: gone ? 'succeeded' : 'unknown',
      targetName: 'Monitoring',
      ...(gone && { before: { name: 'Monitoring' }, after: { found: false } }),
    })
  })
})

describe('who may, and what is foreign', () => {
  it.each<[Role, boolean, boolean]>([
    ['admin', true, true],
    ['operator', true, false],
    ['support', false, false],
    ['auditor', false, false],
  ])('%s may change: %s, delete: %s; a refusal is on record', async (role, mayChange, mayDelete) => {
    const { id: tokenId } = await named('Monitoring')
    const values = await edited(tokenId, { name: 'By role' })
    staff.role = role
    const changes = [
      await createToken(form({})),
      await settleToken({ ...form({ name: 'x' }), notIds: [], since: new Date().toISOString() }),
      await updateToken(values),
      await disableToken({ accountId, tokenId }),
      await enableToken({ accountId, tokenId }),
      await rollToken({ accountId, tokenId }),
    ]
    expect(changes.map(({ ok }) => ok)).toEqual(changes.map(() => mayChange))
    const name = mayChange ? 'By role' : 'Monitoring'
    expect((await deleteToken({ accountId, tokenId, typedName: name })).ok).toBe(mayDelete)
    if (!mayDelete) expect((await audit('token.delete')).map(({ phase }) => phase)).toEqual(['denied'])
    if (!mayChange) {
      for (const action of ['create', 'create.settle', 'update', 'disable', 'enable', 'roll'])
        expect((await audit(`token.${action}`)).map(({ phase }) => phase)).toEqual(['denied'])
      expect(await calls('POST')).toHaveLength(0)
      expect(await calls('PUT')).toHaveLength(0)
    }
  })

  it('nothing that belongs to somebody else is found', async () => {
    const foreign = (await tokensUpstream(SEED.accounts.busy))[0]!.id as string
    const value = `cfat_${'x'.repeat(48)}`
    for (const [account, tokenId] of [
      [accountId, foreign],
      [SEED.accounts.outside[0], foreign],
      [accountId, 'f'.repeat(32)],
      [accountId, '../members'],
    ] as const) {
      const ids = { accountId: account, tokenId }
      for (const answer of [
        await updateToken({ ...form({}), ...ids, loaded: null }),
        await disableToken(ids),
        await enableToken(ids),
        await rollToken(ids),
        await deleteToken({ ...ids, typedName: 'Deploy pipeline' }),
        await verifyToken({ ...ids, value }),
      ])
        expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } })
      await expect(tokenDetails(account, tokenId)).rejects.toThrow(/NEXT_HTTP_ERROR_FALLBACK;404/)
      await expect(tokenEdit(account, tokenId)).rejects.toThrow(/NEXT_HTTP_ERROR_FALLBACK;404/)
    }
    const [outside] = SEED.accounts.outside
    expect(await createToken(form({ accountId: outside }))).toMatchObject({ error: { code: 'not_found' } })
    await expect(tokenOffer(outside)).rejects.toThrow(/404/)
    expect(await calls('PUT')).toHaveLength(0)
    expect(await calls('DELETE')).toHaveLength(0)
  })
})

describe('the list', () => {
  const list = (query: Record<string, unknown>) => listTokens(accountId, TokenListQuery.parse(query))
  const names = async (query: Record<string, unknown>) => (await list(query)).rows.map(({ name }) => name)

  it('says of each what it may do and when it ends, and is filtered and sorted', async () => {
    const { rows, matching, total } = await list({})
    expect([matching, total]).toEqual([5, 5])
    expect(rows.find(({ name }) => name === 'Deploy pipeline')).toMatchObject({
      state: 'active',
      endsSoon: true,
      permissions: ['DNS: Edit'],
      resources: [{ kind: 'all-zones' }],
    })
    expect(await names({ status: 'ending' })).toEqual(['Deploy pipeline', 'DNS sync'])
    expect(await names({ status: 'expired' })).toEqual(['Old contractor'])
    expect(await names({ status: 'disabled' })).toEqual(['Paused import'])
    expect(await names({ name: 'MONI' })).toEqual(['Monitoring'])
    expect(await names({ sort: 'expires' })).toEqual([
      'Old contractor',
      'Deploy pipeline',
      'DNS sync',
      'Paused import',
      'Monitoring',
    ])
    expect((await names({ sort: 'last-used', direction: 'desc' })).at(-1)).toBe('Monitoring')
    expect((await list({ page: 2 })).rows).toEqual([])
  })

  it('knows the zones of a token by name, and does without what cannot be read', async () => {
    const { tokenId } = created(await createToken(form({ zones: 'chosen', zoneIds: [zoneId] })))
    const details = await tokenDetails(accountId, tokenId)
    expect(details.grants).toEqual([
      {
        more: false,
        allows: true,
        effect: 'allow',
        resources: [{ kind: 'zone', id: zoneId, name: 'lumen-works.dev' }],
        products: [{ product: 'dns_and_zones', permissions: ['DNS: Edit'] }],
      },
    ])
    await fault('GET', 'permission_groups', { kind: 'status', status: 403, code: 10000 })
    await fault('GET', '^/zones/', { kind: 'status', status: 403, code: 10000 })
    expect((await tokenDetails(accountId, tokenId)).grants[0]).toMatchObject({
      resources: [{ kind: 'zone', id: zoneId, name: null }],
      products: [{ product: null, permissions: ['DNS: Edit'] }],
    })
  })

  it('tells the overview in one call what is near its end, and a fault as a fault', async () => {
    const before = (await calls('GET', /tokens/)).length
    expect(await tokensSummary(accountId)).toMatchObject({
      total: 5,
      nearEnd: [{ name: 'Deploy pipeline' }, { name: 'DNS sync' }],
      expired: 1,
    })
    expect((await calls('GET', /tokens/)).length - before).toBe(1)
    await fault('GET', 'tokens$', { kind: 'status', status: 403, code: 10000 })
    await expect(tokensSummary(accountId)).rejects.toMatchObject({
      code: 'credentials',
      message: expect.stringContaining('CLOUDFLARE_API_TOKEN'),
    })
  })
})

describe('an attempt that a crash left open', () => {
  it('is closed by looking for the token', async () => {
    const open = await attempt('token.create', { request: { name: 'CI pipeline' } })
    expect(await findOut(ACTS.get('token.create')!, open)).toMatchObject({
      phase: 'failed',
      after: { found: false },
    })
    const { tokenId } = created(await createToken(form({})))
    expect(await findOut(ACTS.get('token.create')!, open)).toMatchObject({
      phase: 'succeeded',
      target: { id: tokenId },
      says: expect.stringContaining('value'),
    })
    created(await createToken(form({})))
    expect(await findOut(ACTS.get('token.create')!, open)).toMatchObject({ phase: 'unknown' })
  })

  it('says what the token that it finds has otherwise than asked', async () => {
    await upstream.control('PUT', '/settings', { newTokenCondition: 'dropped' })
    const asked = form({ allowed: '203.0.113.0/24' })
    const open = await attempt('token.create', {
      request: remembered(ACTS.get('token.create')!.remember.request, asked),
    })
    await createToken(asked)
    expect(await findOut(ACTS.get('token.create')!, open)).toMatchObject({
      phase: 'succeeded',
      says: expect.stringContaining('not as requested (addresses)'),
      after: { otherwise: ['addresses'] },
    })
  })

  it('does not take an older token of that name for its own', async () => {
    const open = await attempt('token.create', { request: { name: 'Monitoring' } })
    expect(await findOut(ACTS.get('token.create')!, open)).toMatchObject({ phase: 'failed' })
  })

  it('is closed by the status, by the last change, or by the token’s being gone', async () => {
    const { id: targetId } = await named('Monitoring')
    const look = async (action: string) =>
      (await findOut(ACTS.get(action)!, await attempt(action, { targetId })))!.phase
    expect(await look('token.enable')).toBe('succeeded')
    expect(await look('token.disable')).toBe('failed')
    expect(await look('token.update')).toBe('failed')
    expect(await look('token.roll')).toBe('failed')
    await rollToken({ accountId, tokenId: targetId })
    expect(await look('token.roll')).toBe('unknown')
    expect(await look('token.delete')).toBe('failed')
    await deleteToken({ accountId, tokenId: targetId, typedName: 'Monitoring' })
    expect(await look('token.delete')).toBe('succeeded')
  })
})

// The last test: after it nothing is sent for anybody.
it('sends nothing more once the allowance is spent', async () => {
  await fault('POST', 'tokens$', { kind: 'rate_limit', retryAfter: 200 })
  for (let tried = 0; tried < 2; tried++)
    expect(await createToken(form({}))).toMatchObject({
      ok: false,
      error: { code: 'rate_limited', retryAt: expect.any(Number) },
    })
  expect(await calls('POST', /tokens$/)).toHaveLength(1)
})

type Form = Parameters<typeof createToken>[0]
function form(values: Partial<Form>): Form {
  return {
    accountId,
    confirmed: false,
    name: 'CI pipeline',
    groupIds: [group('DNS Write')],
    zones: 'all',
    zoneIds: [],
    allowed: '',
    refused: '',
    startsOn: '',
    endsOn: '',
    keepsPermissions: false,
    keepsAddresses: false,
    ...values,
  }
}

async function edited(tokenId: string, values: Partial<Form>) {
  const { values: present, loaded } = await tokenEdit(accountId, tokenId)
  return { ...present, accountId, tokenId, loaded, confirmed: false, ...values }
}

function created(answer: Awaited<ReturnType<typeof createToken>>): { tokenId: string; value: string } {
  if (!answer.ok || answer.data.status !== 'created')
    throw new Error(`not created: ${JSON.stringify(answer)}`)
  return answer.data
}

type Upstream = {
  id: string
  name: string
  status: string
  expires_on: string | null
  [key: string]: unknown
}
const tokensUpstream = async (account: string = accountId): Promise<Upstream[]> =>
  (
    await upstream.call(
      'GET',
      `/accounts/${account}/tokens?include_expired=true&per_page=50`,
      undefined,
      TOKEN,
    )
  ).result

async function named(name: string): Promise<Upstream> {
  return (await tokensUpstream()).find((token) => token.name === name)!
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

async function calls(method: string, path = /tokens/): Promise<{ path: string; body: unknown }[]> {
  const all = (await upstream.control('GET', '/calls')) as { method: string; path: string; body: unknown }[]
  return all.filter((call) => call.method === method && path.test(call.path))
}

const stringify = (value: unknown) =>
  JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
