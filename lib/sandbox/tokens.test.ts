import Cloudflare from 'cloudflare'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SEED, seedZone } from './seed'
import { CREDENTIALS, KEY, sandbox, TOKEN } from './testing'
import { TOKEN_GROUPS } from './token-groups'

let box: Awaited<ReturnType<typeof sandbox>>
beforeAll(async () => {
  box = await sandbox()
})
afterAll(() => box.stop())
beforeEach(() => box.control('POST', '/reset'))

const id = SEED.accounts.plain
const path = `/accounts/${id}/tokens`
const group = { id: TOKEN_GROUPS[0]!.id }
const policy = {
  effect: 'allow',
  permission_groups: [group],
  resources: { [`com.cloudflare.api.account.${id}`]: '*' },
}
const token = (method: string, at: string, body?: unknown) => box.call(method, at, body, TOKEN)
const code = (answer: { errors: { code: number }[] }) => answer.errors[0]?.code

describe('account tokens', () => {
  it('take a token only', async () => {
    const answer = await box.call('GET', path)
    expect([answer.status, code(answer)]).toEqual([403, 10000])
  })

  it('show their value once, work, and die when rolled, disabled or deleted', async () => {
    const made = (await token('POST', path, { name: 'CI', policies: [policy] })).result
    expect(made).toMatchObject({
      name: 'CI',
      status: 'active',
      value: expect.stringMatching(/^cfat_\w{48}$/),
    })
    expect((await token('GET', `${path}/${made.id}`)).result).not.toHaveProperty('value')
    const use = (value: string) =>
      box.call('GET', `${path}/verify`, undefined, { authorization: `Bearer ${value}` })
    expect((await use(made.value)).result).toEqual({ id: made.id, status: 'active' })

    const rolled = (await token('PUT', `${path}/${made.id}/value`)).result
    expect(rolled).toMatch(/^cfat_/)
    expect(await use(made.value)).toMatchObject({ status: 401, errors: [{ code: 1000 }] })
    expect((await use(rolled)).success).toBe(true)

    await token('PUT', `${path}/${made.id}`, { name: 'CI', policies: [policy], status: 'disabled' })
    expect((await use(rolled)).status).toBe(401)
    await token('PUT', `${path}/${made.id}`, { name: 'CI', policies: [policy], status: 'active' })
    expect((await use(rolled)).success).toBe(true)
    expect((await token('DELETE', `${path}/${made.id}`)).result).toEqual({ id: made.id })
    expect((await use(rolled)).status).toBe(401)

    const everything = JSON.stringify(await box.control('GET', '/state'))
    expect(everything).not.toContain(made.value)
    expect(everything).not.toContain(rolled)
  })

  it('reach their own account only, and cannot list accounts', async () => {
    const zones = { [`com.cloudflare.api.account.${id}`]: { 'com.cloudflare.api.account.zone.*': '*' } }
    const reader = {
      ...policy,
      permission_groups: [{ id: 'c8fed203ed3043cba015a93ad1616f1f' }],
      resources: zones,
    }
    const { value } = (await token('POST', path, { name: 'Own', policies: [reader] })).result
    const own = { authorization: `Bearer ${value}` }
    expect((await box.call('GET', `/zones?account.id=${id}`, undefined, own)).result).toHaveLength(1)
    expect((await box.call('GET', `/accounts/${SEED.accounts.busy}/tokens`, undefined, own)).status).toBe(403)
    expect(await box.call('GET', '/accounts', undefined, own)).toMatchObject({
      status: 403,
      errors: [{ code: 1001 }],
    })
  })

  it.each([
    ['an empty name', { name: '' }, 400],
    ['no policies', { policies: [] }, 1001],
    ['an unknown group', { policies: [{ ...policy, permission_groups: [{ id: 'x' }] }] }, 1001],
    [
      'another account',
      { policies: [{ ...policy, resources: { [`com.cloudflare.api.account.${SEED.accounts.busy}`]: '*' } }] },
      1001,
    ],
    [
      'a foreign zone',
      {
        policies: [
          {
            ...policy,
            resources: { [`com.cloudflare.api.account.zone.${seedZone('carmel-bakery.co.il')}`]: '*' },
          },
        ],
      },
      1001,
    ],
    ['a bad address', { condition: { request_ip: { in: ['10.0.0.0/33'] } } }, 1001],
    ['an end in the past', { expires_on: '2020-01-01T00:00:00Z' }, 400],
    [
      'an end before the start',
      { expires_on: '2090-01-01T00:00:00Z', not_before: '2090-01-02T00:00:00Z' },
      400,
    ],
    ['an unknown field', { scope: 'all' }, 1001],
  ])('refuse %s', async (_, body, expected) => {
    const answer = await token('POST', path, { name: 'x', policies: [policy], ...body })
    expect(code(answer)).toBe(expected)
    expect(answer.success).toBe(false)
  })

  it('take nested resources, zones of the account, addresses and times', async () => {
    const resources = { [`com.cloudflare.api.account.${id}`]: { 'com.cloudflare.api.account.zone.*': '*' } }
    const zone = { [`com.cloudflare.api.account.zone.${seedZone('delta-dental-clinics.com')}`]: '*' }
    const body = {
      name: 'All of it',
      policies: [
        { ...policy, resources },
        { ...policy, effect: 'deny', resources: zone },
      ],
      condition: { request_ip: { in: ['192.0.2.0/24', '2001:db8::/32'], not_in: ['192.0.2.1'] } },
      expires_on: '2090-01-01T00:00:00Z',
    }
    const { result } = await token('POST', path, body)
    expect(result).toMatchObject({ condition: body.condition, expires_on: body.expires_on, not_before: null })
    expect(result.policies[0]).toMatchObject({ resources, permission_groups: [{ name: 'DNS Read' }] })
  })

  it('are seeded near their end, past it, and disabled', async () => {
    const all = await token('GET', `/accounts/${SEED.accounts.tokens}/tokens?include_expired=true`)
    expect(all.result.map((row: { status: string }) => row.status)).toEqual([
      'active',
      'active',
      'expired',
      'active',
      'disabled',
    ])
    const live = await token('GET', `/accounts/${SEED.accounts.tokens}/tokens`)
    expect(live.result).toHaveLength(4)
  })

  it('have permission groups, searched by name and scope', async () => {
    const { result } = await token(
      'GET',
      `${path}/permission_groups?name=dns&scope=com.cloudflare.api.account.zone`,
    )
    expect(result.map((row: { name: string }) => row.name)).toEqual(['DNS Read', 'DNS Write'])
    expect((await token('GET', `${path}/permission_groups?scope=x`)).status).toBe(400)
  })
})

describe('the audit log', () => {
  const log = (query = '', account = SEED.accounts.plain) =>
    box.call(
      'GET',
      `/accounts/${account}/logs/audit?since=2026-01-01&before=2090-01-01&${query}`,
      undefined,
      KEY,
    )

  it('wants its dates, and checks its filters', async () => {
    const bare = `/accounts/${id}/logs/audit`
    expect((await box.call('GET', `${bare}?since=2026-01-01`)).status).toBe(400)
    expect((await box.call('GET', `${bare}?since=2026-01-01&before=soon`)).status).toBe(400)
    expect((await log('limit=1001')).status).toBe(400)
    expect((await log('action_result=maybe')).status).toBe(400)
    expect((await log('product_category=nothing')).status).toBe(400)
    expect((await log('colour=red')).status).toBe(400)
    expect((await log('cursor=abc')).status).toBe(400)
  })

  it('is paged by cursor, with a count in a string', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { result, result_info } = await log(
        `limit=100${cursor ? `&cursor=${cursor}` : ''}`,
        SEED.accounts.busy,
      )
      expect(result_info.count).toBe(String(result.length))
      seen.push(...result.map((row: { id: string }) => row.id))
      cursor = result_info.cursor
    } while (cursor)
    const pending = (await box.call('GET', `/accounts/${SEED.accounts.busy}/members?status=pending`))
      .result_info
    expect(seen).toHaveLength(260 + pending.total_count)
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('records what is done here, with its ray and without secrets', async () => {
    const made = await box.call('POST', `/accounts/${id}/members`, { email: 'a@b.example', roles: ['0'] })
    const { result } = await token('POST', path, { name: 'Logged', policies: [policy] })
    const rows = (await log('limit=2')).result
    expect(rows[0]).toMatchObject({
      action: { type: 'create', result: 'success' },
      actor: { context: 'api_token', email: CREDENTIALS.email },
      resource: {
        id: result.id,
        product: 'api_tokens',
        request: { name: 'Logged' },
        response: { result: { value: '[redacted]' } },
      },
    })
    expect(rows[1]).toMatchObject({
      action: { result: 'failure' },
      actor: { context: 'api_key', id: SEED.me },
      raw: { cf_ray_id: made.headers.get('cf-ray')!.split('-')[0], method: 'POST', status_code: 400 },
      resource: { product: 'members', type: 'member' },
    })
    await box.restart()
    expect((await log('actor_context=api_token&actor_token_name=Partner automation')).result).toHaveLength(1)
  })

  it('filters, and filters out', async () => {
    const all = (await log()).result.length
    const failed = (await log('action_result=failure')).result.length
    const others = (await log('action_result.not=failure')).result.length
    expect(failed + others).toBe(all)
    const { result } = await log('actor_context=dash&actor_context=api_key&direction=asc')
    expect(
      new Set(result.map((row: { actor: { context: string } }) => row.actor.context)).size,
    ).toBeLessThanOrEqual(2)
    const times = result.map((row: { action: { time: string } }) => row.action.time)
    expect(times).toEqual([...times].sort())
  })

  it('tells when a seeded invitation was sent', async () => {
    const { result } = await box.call('GET', `/accounts/${id}/members?status=pending`)
    const rows = (await log(`resource_type=member&action_type=create&resource_id=${result[0].id}`)).result
    expect(rows).toMatchObject([{ resource: { request: { email: result[0].email } } }])
  })

  it('tells the history of one thing, and the categories', async () => {
    await box.call('PUT', `/accounts/${id}`, { id, name: 'First' })
    await box.call('PUT', `/accounts/${id}`, { id, name: 'Second' })
    const [latest] = (await log('resource_type=account&actor_id=' + SEED.me)).result
    const history = await box.call(
      'GET',
      `/accounts/${id}/logs/audit/${latest.id}/history?since=2026-01-01&before=2090-01-01&action_time=${latest.action.time}`,
    )
    expect(history.result).toHaveLength(2)
    expect(history.result_info).toMatchObject({ count: '2', history_status: 'exact' })
    const categories = await box.call('GET', `/accounts/${id}/logs/audit/product_categories`)
    expect(categories.result[0]).toMatchObject({
      value: 'account',
      products: [{ value: 'accounts' }, {}, {}, {}, {}],
    })
  })
})

describe("Cloudflare's own SDK", () => {
  const client = () =>
    new Cloudflare({
      apiEmail: CREDENTIALS.email,
      apiKey: CREDENTIALS.apiKey,
      apiToken: null,
      baseURL: box.url(),
      maxRetries: 0,
    })

  it('walks from the tenant to an account and back', async () => {
    const cloudflare = client()
    await box.control('PUT', '/settings', { tenantShape: 'spec' })
    const [organization] = (await cloudflare.user.tenants.list()).result
    const made = await cloudflare.accounts.create({
      name: 'By SDK',
      unit: { id: organization!.id },
      'Idempotency-Key': 'sdk-1',
    })
    expect(made.managed_by?.parent_org_id).toBe(organization!.id)
    const listed = []
    for await (const account of cloudflare.accounts.list({ name: 'By SDK' })) listed.push(account.id)
    expect(listed).toEqual([made.id])
    const updated = await cloudflare.accounts.update({
      account_id: made.id,
      id: made.id,
      name: 'By SDK 2',
      settings: { enforce_twofactor: true },
    } as never)
    expect(updated.settings?.enforce_twofactor).toBe(true)
    const zone = await cloudflare.zones.create({ name: 'by-sdk.dev', account: { id: made.id } })
    const plan = await cloudflare.zones.subscriptions.create({
      zone_id: zone.id,
      rate_plan: { id: 'partners_pro' },
    })
    expect(plan.rate_plan?.id).toBe('PARTNERS_PRO')
    const zones = await cloudflare.zones.list({ account: { id: made.id } })
    expect(zones.result.map((row) => row.name)).toEqual(['by-sdk.dev'])
    const page = await cloudflare.accounts.logs.audit.list({
      account_id: made.id,
      since: '2026-01-01',
      before: '2090-01-01',
    })
    expect(page.result.map((row) => row.resource?.product).sort()).toEqual([
      'accounts',
      'accounts',
      'billing',
      'zones',
    ])
    expect(await cloudflare.accounts.delete({ account_id: made.id })).toEqual({ id: made.id })
    await expect(cloudflare.accounts.get({ account_id: made.id })).rejects.toMatchObject({
      status: 404,
      errors: [{ code: 7003 }],
    })
  })

  it('makes a member and a token', async () => {
    const added = await client().accounts.members.create({
      account_id: id,
      email: 'sdk@person.example',
      roles: ['05784afa30c1afe1440e79d9351c7430'],
    })
    const roles = [{ id: '33666b9c79b9a5273fc7344ff42f953d' }]
    expect(
      (await client().accounts.members.update(added.id!, { account_id: id, roles })).roles?.[0]?.id,
    ).toBe(roles[0]!.id)
    const byToken = new Cloudflare({
      apiToken: CREDENTIALS.apiToken,
      apiEmail: null,
      apiKey: null,
      baseURL: box.url(),
      maxRetries: 0,
    })
    const made = await byToken.accounts.tokens.create({
      account_id: id,
      name: 'SDK',
      policies: [policy] as never,
    })
    const value = await byToken.accounts.tokens.value.update(made.id!, { account_id: id })
    const own = new Cloudflare({
      apiToken: value,
      apiEmail: null,
      apiKey: null,
      baseURL: box.url(),
      maxRetries: 0,
    })
    expect((await own.accounts.tokens.verify({ account_id: id })).status).toBe('active')
  })
})
