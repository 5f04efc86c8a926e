import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ADMINISTRATOR, PERMISSION_GROUPS, RETIRED_GROUP, SUPER_ADMINISTRATOR } from './roles'
import { SEED, seedZone } from './seed'
import { sandbox } from './testing'

let box: Awaited<ReturnType<typeof sandbox>>
beforeAll(async () => {
  box = await sandbox()
})
afterAll(() => box.stop())
beforeEach(() => box.control('POST', '/reset'))

const code = (answer: { errors: { code: number }[] }) => answer.errors[0]?.code
const busy = `/accounts/${SEED.accounts.busy}`
const plain = `/accounts/${SEED.accounts.plain}`

describe('members', () => {
  const invite = (body: object) => box.call('POST', `${plain}/members`, body)

  it('are listed with filter, order and page', async () => {
    const { result, result_info } = await box.call(
      'GET',
      `${busy}/members?per_page=50&order=status&direction=desc`,
    )
    expect(result_info).toMatchObject({ count: 50, total_count: 58, total_pages: 2 })
    expect(result[0].status).toBe('rejected')
    const pending = await box.call('GET', `${busy}/members?status=pending&per_page=50`)
    expect(pending.result.every((row: { status: string }) => row.status === 'pending')).toBe(true)
    expect((await box.call('GET', `${busy}/members?status=gone`)).status).toBe(400)
    expect((await box.call('GET', `${busy}/members?per_page=51`)).status).toBe(400)
  })

  it('are invited with role ids as strings, and the reply leaves roles out', async () => {
    const { result } = await invite({ email: 'new@person.example', roles: [ADMINISTRATOR] })
    expect(result).toMatchObject({ status: 'pending', user: { email: 'new@person.example' } })
    expect(result).not.toHaveProperty('roles')
    const { result: read } = await box.call('GET', `${plain}/members/${result.id}`)
    expect(read.roles.map((role: { name: string }) => role.name)).toEqual(['Administrator'])
  })

  it.each([
    ['status accepted', { roles: [ADMINISTRATOR], status: 'accepted' }],
    ['roles as objects', { roles: [{ id: ADMINISTRATOR }] }],
    ['an unknown role', { roles: ['0'.repeat(32)] }],
    ['neither roles nor policies', {}],
    ['no roles', { roles: [] }],
    ['a long email', { email: `${'x'.repeat(90)}@x.example`, roles: [ADMINISTRATOR] }],
    ['a bad email', { email: 'nobody', roles: [ADMINISTRATOR] }],
    ['someone who is a member', { email: 'ROBIN@halyard.example', roles: [ADMINISTRATOR] }],
  ])('are not invited with %s', async (_, body) => {
    const answer = await invite({ email: 'new@person.example', ...body })
    expect([answer.status, code(answer)]).toEqual([400, 1001])
  })

  it('are changed with objects and removed', async () => {
    const { result } = await invite({ email: 'new@person.example', roles: [ADMINISTRATOR] })
    const path = `${plain}/members/${result.id}`
    expect(code(await box.call('PUT', path, { roles: [ADMINISTRATOR] }))).toBe(1001)
    expect(code(await box.call('PUT', path, { roles: [{ id: ADMINISTRATOR }], policies: [] }))).toBe(1001)
    const changed = await box.call('PUT', path, { roles: [{ id: SUPER_ADMINISTRATOR }] })
    expect(changed.result.roles).toMatchObject([{ id: SUPER_ADMINISTRATOR }])
    expect((await box.call('DELETE', path)).result).toEqual({ id: result.id })
    const again = await box.call('DELETE', path)
    expect([again.status, code(again)]).toEqual([404, 1003])
    expect((await box.call('PUT', `${plain}/members/nobody`, {})).status).toBe(400)
  })

  it('may have policies, whose unknown groups can be sent back', async () => {
    const account = `/accounts/${SEED.accounts.policies}`
    const { result } = await box.call('GET', `${account}/members?per_page=50`)
    type Row = {
      id: string
      roles: object[]
      policies: {
        access: string
        permission_groups: { id: string; name?: string }[]
        resource_groups: { id: string }[]
      }[]
    }
    const holder: Row = result.find((row: Row) => row.policies[0]?.permission_groups[0]?.id === RETIRED_GROUP)
    expect(holder.roles).toEqual([])
    expect(holder.policies[0]!.permission_groups[0]).toEqual({ id: RETIRED_GROUP })
    const policies = holder.policies.map(({ access, permission_groups, resource_groups }) => ({
      access,
      permission_groups: permission_groups.map(({ id }) => ({ id })),
      resource_groups: resource_groups.map(({ id }) => ({ id })),
    }))
    expect((await box.call('PUT', `${account}/members/${holder.id}`, { policies })).success).toBe(true)
    const other = result.find((row: Row) => row.policies[0] && row.id !== holder.id)
    expect(code(await box.call('PUT', `${account}/members/${other.id}`, { policies }))).toBe(1001)
  })

  it('draw on groups that can be listed and made', async () => {
    const account = `/accounts/${SEED.accounts.policies}`
    const groups = await box.call('GET', `${account}/iam/permission_groups?name=domain`)
    expect(groups.result.map((group: { id: string }) => group.id)).toEqual(
      PERMISSION_GROUPS.slice(0, 3).map((group) => group.id),
    )
    expect((await box.call('GET', `${account}/iam/permission_groups?id=short`)).status).toBe(400)
    const zone = (await box.call('GET', `/zones?account.id=${SEED.accounts.policies}`)).result[0].id
    const scope = {
      key: `com.cloudflare.api.account.${SEED.accounts.policies}`,
      objects: [{ key: `com.cloudflare.api.account.zone.${zone}` }],
    }
    const made = await box.call('POST', `${account}/iam/resource_groups`, { name: 'One zone', scope })
    expect(made.result).toMatchObject({ name: 'One zone', scope })
    const foreign = {
      ...scope,
      objects: [{ key: `com.cloudflare.api.account.zone.${seedZone('delta-dental-clinics.com')}` }],
    }
    expect(
      (await box.call('POST', `${account}/iam/resource_groups`, { name: 'x', scope: foreign })).status,
    ).toBe(400)
    const path = `${account}/iam/resource_groups/${made.result.id}`
    expect((await box.call('PUT', path, { name: 'Renamed' })).result.name).toBe('Renamed')
    expect((await box.call('DELETE', path)).result).toEqual({ id: made.result.id })
  })

  it('have roles that can be read', async () => {
    const { result, result_info } = await box.call('GET', `${plain}/roles?per_page=50`)
    expect(result_info.total_count).toBe(29)
    expect(result[0]).toMatchObject({
      id: ADMINISTRATOR,
      permissions: { dns: { read: true, write: true }, organization: { write: false } },
    })
    expect((await box.call('GET', `${plain}/roles/${ADMINISTRATOR}`)).result.name).toBe('Administrator')
    expect(code(await box.call('GET', `${plain}/roles/nothing`))).toBe(7003)
  })
})

describe('service users', () => {
  it('come with a key, and accept their membership', async () => {
    const { result } = await box.call('POST', '/users', { email: 'bot@halyard.example' })
    expect(result).toMatchObject({
      email: 'bot@halyard.example',
      api_key: expect.stringMatching(/^cfk_\w{48}$/),
    })
    const member = await box.call('POST', `${plain}/members`, {
      email: 'bot@halyard.example',
      roles: [ADMINISTRATOR],
    })
    expect(member.result).toMatchObject({ status: 'accepted', user: { id: result.id } })
    expect((await box.call('POST', '/users', { email: 'Bot@halyard.example' })).status).toBe(400)
    expect(JSON.stringify(await box.control('GET', '/state'))).not.toContain(result.api_key)
  })

  it('are refused where the feature is off', async () => {
    await box.control('PUT', '/settings', { serviceUsers: false })
    expect((await box.call('POST', '/users', { email: 'bot@halyard.example' })).status).toBe(403)
  })
})

describe('zones', () => {
  const account = { id: SEED.accounts.plain }
  const names = async (query: string) =>
    (await box.call('GET', `/zones?per_page=50&${query}`)).result.map((row: { name: string }) => row.name)

  it('are found by name with operators, by account, status and type', async () => {
    expect(await names('name=carmel-bakery.co.il')).toEqual(['carmel-bakery.co.il'])
    expect(await names('name=starts_with:KESTREL')).toEqual(['kestrel-robotics.com', 'kestrel.ai'])
    expect(await names('name=contains_case_sensitive:KESTREL')).toEqual([])
    expect(await names('status=moved')).toEqual(['emberoak.co'])
    expect(await names('type=partial,secondary')).toEqual(['nordic-partial.se'])
    expect(await names('account.name=contains:delta')).toEqual(['delta-dental-clinics.com'])
    expect(await names('name=kestrel.ai&status=moved&match=any&direction=desc')).toEqual([
      'kestrel.ai',
      'emberoak.co',
    ])
    expect((await box.call('GET', '/zones?name=like:x')).status).toBe(400)
    expect((await box.call('GET', '/zones?order=age')).status).toBe(400)
  })

  it('start pending and turn active', async () => {
    const { result } = await box.call('POST', '/zones', {
      name: 'New-Zone.dev',
      account,
      type: 'full',
    })
    expect(result).toMatchObject({
      name: 'new-zone.dev',
      status: 'pending',
      activated_on: null,
      tenant: { id: SEED.tenant.tag },
      tenant_unit: { id: SEED.units.direct.id },
      name_servers: [expect.stringContaining('.ns.cloudflare.com'), expect.any(String)],
    })
    await box.control('POST', `/zones/${result.id}/status`, { status: 'active' })
    expect((await box.call('GET', `/zones/${result.id}`)).result.status).toBe('active')
    await box.control('PUT', '/settings', { zoneActivationMs: 0 })
    const soon = await box.call('POST', '/zones', { name: 'soon.dev', account })
    expect(soon.result.status).toBe('pending')
    expect((await box.call('GET', `/zones/${soon.result.id}`)).result.status).toBe('active')
  })

  it.each([
    ['one that exists', { name: 'carmel-bakery.co.il' }, 400, 1061],
    ['one that is not permitted', { name: 'example.com' }, 400, 1097],
    ['a bad name', { name: 'no dots' }, 400, 1001],
    ['an unknown type', { name: 'a.dev', type: 'half' }, 400, 1001],
    ['an unknown account', { name: 'a.dev', account: { id: '0'.repeat(32) } }, 403, 1068],
  ])('refuse %s', async (_, body, status, expected) => {
    const answer = await box.call('POST', '/zones', { account, ...body })
    expect([answer.status, code(answer)]).toEqual([status, expected])
  })

  it.each([
    ['not-registered.com', 1049],
    ['exists-elsewhere.com', 1061],
    ['root-only.co.uk', 1093],
    ['not-permitted.org', 1097],
    ['too-many-tries.com', 1105],
    ['registrar-down.com', 1110],
    ['on-hold.com', 1117],
    ['too-many-pending.com', 1118],
    ['internal-error.com', 1052],
  ])('refuse the practice name %s', async (name, expected) => {
    const answer = await box.call('POST', '/zones', { account, name })
    expect([answer.status, code(answer)]).toEqual([400, expected])
    expect(await names(`name=${name}`)).toEqual([])
  })

  it.each([
    ['localhost', 1099],
    ['co.uk', 1099],
    ['com', 1099],
    ['shop.test', 1099],
    ['my.lan', 1099],
    ['www.shop.com', 1116],
    ['www.shop.co.uk', 1116],
    ['me.github.io', 1116],
    ['github.io', 1097],
  ])('refuse %s, which nobody can register', async (name, expected) => {
    const answer = await box.call('POST', '/zones', { account, name })
    expect([answer.status, code(answer)]).toEqual([400, expected])
  })

  it('may be subdomains in an enterprise account whose tenant is entitled to them', async () => {
    const add = { name: 'eu.brightwave-shop.com', account: { id: SEED.accounts.busy } }
    expect((await box.call('POST', '/zones', add)).result).toMatchObject({ name: add.name })
  })

  it('are refused as partial by the name alone', async () => {
    const add = (type: string) => box.call('POST', '/zones', { account, name: 'partial-refused.com', type })
    expect(code(await add('partial'))).toBe(1104)
    expect((await add('full')).success).toBe(true)
  })

  it('of type internal are shown when they are asked for, whatever their names', async () => {
    const theirs = `account.id=${SEED.accounts.internalZones}`
    const every = 'type=full,partial,secondary,internal'
    expect(await names(theirs)).toEqual(['granitestate.bank'])
    expect(await names(`${theirs}&${every}`)).toEqual([
      'branches.granitestate.internal',
      'granitestate.bank',
      'vault.granitestate.internal',
    ])
    // Beside the public zone of the same name.
    expect(await names(`name=orbit-payments.com&${every}`)).toHaveLength(2)
    const added = await box.call('POST', '/zones', { account, name: 'corp.lan', type: 'internal' })
    expect(added.result).toMatchObject({ type: 'internal', name_servers: [] })
  })

  it('are edited one property at a time, and deleted', async () => {
    const path = `/zones/${seedZone('delta-dental-clinics.com')}`
    expect((await box.call('PATCH', path, { paused: true })).result.paused).toBe(true)
    expect((await box.call('PATCH', path, { paused: true, type: 'full' })).status).toBe(400)
    expect((await box.call('DELETE', path)).success).toBe(true)
    expect(code(await box.call('GET', path))).toBe(7003)
  })

  it('tell what they may subscribe to', async () => {
    const path = `/zones/${seedZone('delta-dental-clinics.com')}`
    expect((await box.call('GET', `${path}/available_plans`)).result).toHaveLength(4)
    const rates = (await box.call('GET', `${path}/available_rate_plans`)).result
    expect(rates.map((plan: { id: string }) => plan.id)).toEqual([
      'PARTNERS_FREE',
      'PARTNERS_PRO',
      'PARTNERS_BIZ',
      'PARTNERS_ENT',
    ])
    expect(rates[1].components[0]).toEqual({ name: 'page_rules', default: 20, unit_price: 1 })
  })
})

describe('a zone plan', () => {
  const path = `/zones/${seedZone('carmel-bakery.co.il')}/subscription`
  const order = (id: string, more: object = {}) => ({ rate_plan: { id }, ...more })

  it('is POST first and PUT after, and 1207 before', async () => {
    const none = await box.call('GET', path)
    expect([none.status, code(none)]).toEqual([404, 1207])
    expect(code(await box.call('PUT', path, order('PARTNERS_PRO')))).toBe(1207)
    const first = await box.call(
      'POST',
      path,
      order('PARTNERS_PRO', { component_values: [{ name: 'page_rules', value: 50 }] }),
    )
    expect(first.result).toMatchObject({
      rate_plan: { id: 'PARTNERS_PRO' },
      frequency: 'monthly',
      price: 50,
      state: 'Paid',
    })
    expect(first.result.component_values[0]).toEqual({ name: 'page_rules', value: 50, default: 20, price: 1 })
    expect((await box.call('POST', path, order('PARTNERS_BIZ'))).status).toBe(400)
    const top = await box.call('PUT', path, order('PARTNERS_ENT', { frequency: 'annual' }))
    expect(top.result).toMatchObject({ rate_plan: { id: 'enterprise' }, frequency: 'not-applicable' })
    const free = await box.call('PUT', path, order('PARTNERS_FREE'))
    expect(free.result).toMatchObject({ rate_plan: { id: 'PARTNERS_FREE' }, price: 0 })
    // The zone goes on naming its ordinary plan.
    expect((await box.call('GET', `/zones/${seedZone('carmel-bakery.co.il')}`)).result.plan.legacy_id).toBe(
      'free',
    )
    expect((await box.call('DELETE', path)).status).toBe(405)
  })

  it.each([
    ['no plan', {}, 400, 1198],
    ['an unknown frequency', order('PARTNERS_PRO', { frequency: 'daily' }), 400, 1198],
    ['an unknown plan', order('PARTNERS_GOLD'), 400, 1204],
    ['a plan outside the agreement', order('CF_BIZ'), 403, 1225],
    [
      'an unknown component',
      order('PARTNERS_PRO', { component_values: [{ name: 'x', value: 1 }] }),
      400,
      1001,
    ],
  ])('refuses %s', async (_, body, status, expected) => {
    const answer = await box.call('POST', path, body)
    expect([answer.status, code(answer)]).toEqual([status, expected])
  })
})

describe('account subscriptions', () => {
  const path = `${plain}/subscriptions`

  it('are added, changed, scheduled down, and cancelled', async () => {
    const { result } = await box.call('POST', path, {
      rate_plan: { id: 'TEAMS_STANDARD' },
      frequency: 'yearly',
    })
    expect(result).toMatchObject({
      rate_plan: { id: 'TEAMS_STANDARD' },
      frequency: 'yearly',
      product: { public_name: expect.any(String) },
    })
    const one = `${path}/${result.id}`
    expect((await box.call('PUT', one, { rate_plan: { id: 'TEAMS_ENT' } })).result.rate_plan.id).toBe(
      'TEAMS_ENT',
    )
    const down = await box.call('PUT', one, { rate_plan: { id: 'TEAMS_FREE' } })
    expect(down.result).toMatchObject({
      rate_plan: { id: 'TEAMS_ENT' },
      next_rate_plan: { id: 'TEAMS_FREE' },
    })
    expect(
      (await box.call('POST', `${path}/cancel-downgrade`, { subscription_ids: [result.id] })).success,
    ).toBe(true)
    expect((await box.call('GET', one)).result).not.toHaveProperty('next_rate_plan')
    expect((await box.call('DELETE', one)).result).toEqual({ subscription_id: result.id })
    expect(await box.call('DELETE', one)).toMatchObject({ status: 200, result: null })
    expect((await box.call('GET', path)).result).toEqual([])
  })

  it('refuse as documented', async () => {
    expect(code(await box.call('POST', path, { rate_plan: {} }))).toBe(1198)
    expect(code(await box.call('POST', path, '{'))).toBe(1198)
    expect(code(await box.call('POST', path, { rate_plan: { id: 'NOTHING' } }))).toBe(1204)
    expect(code(await box.call('POST', path, { rate_plan: { id: 'MAGIC_WAN' } }))).toBe(1225)
    const nowhere = await box.call('GET', `${path}/a/b/c`)
    expect([nowhere.status, code(nowhere)]).toEqual([404, 1199])
    const unpaid = `/accounts/${SEED.accounts.noPayment}/subscriptions`
    expect((await box.call('POST', unpaid, { rate_plan: { id: 'WORKERS_PAID' } })).status).toBe(400)
    await box.control('PUT', '/settings', { agreement: ['PARTNERS_WORKERS_ENT'] })
    expect(code(await box.call('POST', path, { rate_plan: { id: 'TEAMS_ENT' } }))).toBe(1225)
  })

  it('may hold what nobody knows', async () => {
    const { result } = await box.call('GET', `/accounts/${SEED.accounts.oddSubscription}/subscriptions`)
    expect(result.find((row: { frequency: string }) => row.frequency === '')).toMatchObject({
      state: 'subscription.state.',
      rate_plan: { id: 'legacy_bundle_2019', sets: null },
    })
  })
})
