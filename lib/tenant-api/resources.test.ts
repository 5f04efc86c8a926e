import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  asId,
  type AccountId,
  type MemberId,
  type RoleId,
  type SubscriptionId,
  type TenantId,
  type TokenId,
  type UnitId,
  type ZoneId,
} from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import { changedSettings } from './accounts'
import { openTenantApi, type TenantApi } from './client'
import type { Subscription } from './subscriptions'
import type { Clients } from './tokens'
import { ok, refused, upstream, type Received, type Reply } from './upstream.fixture'

const HEX = '023e105f4ecef8ad9ca31a8372d0c353'
const ACCOUNT = asId<AccountId>(HEX)!
const TENANT = asId<TenantId>(HEX)!
const ZONE = asId<ZoneId>(HEX)!
const MEMBER = asId<MemberId>(HEX)!
const ROLE = asId<RoleId>('05784afa30c1afe1440e79d9351c7430')!
const TOKEN = asId<TokenId>(HEX)!
const UNIT = asId<UnitId>('1a2b3c4d5e6fgh7i')!

async function given(answer: (request: Received, nth: number) => Reply, apiToken?: string) {
  const { config, received } = await upstream(answer)
  return { api: openTenantApi({ config: { ...config, apiToken } }), received }
}

describe('accounts', () => {
  test('are read in the published shape', async () => {
    const { api } = await given(() =>
      ok({
        id: HEX,
        name: 'Ünïcode “Ltd” 🦄',
        type: 'enterprise',
        created_on: '2014-03-01T12:21:02.00001+02:00',
        managed_by: { parent_org_id: UNIT, parent_org_name: 'Unit' },
        settings: { enforce_twofactor: true, abuse_contact_email: null, new_thing: [1] },
        brand_new: 1,
      }),
    )
    expect(await api.accounts.get(ACCOUNT)).toEqual({
      id: HEX,
      name: 'Ünïcode “Ltd” 🦄',
      type: 'enterprise',
      createdOn: '2014-03-01T10:21:02.000Z',
      unitId: UNIT,
      unitName: 'Unit',
      managed: true,
      settings: {
        enforceTwoFactor: true,
        abuseContactEmail: '',
        apiAccessEnabled: null,
        accessApprovalExpiry: null,
        oauthAppAccessEnabled: null,
        defaultNameservers: null,
        useAccountCustomNsByDefault: null,
      },
      rawSettings: { enforce_twofactor: true, abuse_contact_email: null, new_thing: [1] },
    })
  })

  test('of a tenant are read in the other shape too, and asked for as that list wants', async () => {
    const { api, received } = await given(() =>
      ok(
        [
          {
            account_tag: HEX,
            account_pubname: 'Town',
            account_type: 'standard',
            created_on: '2024-01-31',
            settings: { enforce_two_factor: true, api_access_enabled: false },
          },
        ],
        { page: 2, per_page: 5, total_count: 6 },
      ),
    )
    const query = { page: 2, perPage: 1, order: 'name', direction: 'desc', name: 'Town' } as const
    const page = await api.tenants.accounts(TENANT, query)
    expect(page).toMatchObject({ page: 2, perPage: 5, totalCount: 6 })
    expect(page.items).toMatchObject([
      {
        id: HEX,
        name: 'Town',
        type: 'standard',
        createdOn: '2024-01-31T00:00:00.000Z',
        managed: true,
        settings: { enforceTwoFactor: true, apiAccessEnabled: false },
      },
    ])
    expect(Object.fromEntries(received[0]!.query)).toEqual({
      page: '2',
      per_page: '5',
      order: 'name',
      direction: '1',
      name: 'Town',
    })
  })

  test('are created in a unit, with KYC and the key, and without what was not given', async () => {
    const { api, received } = await given(() => ok({ id: HEX }))
    await api.accounts.create(
      {
        name: 'A',
        type: 'enterprise',
        unitId: UNIT,
        businessName: 'B',
        businessAddress: 'C',
        businessEmail: 'd@e.f',
        businessPhone: '+1',
        externalMetadata: "{'not': json}",
      },
      { idempotencyKey: 'key' },
    )
    await api.accounts.create({ name: 'A', unitId: UNIT }, { idempotencyKey: 'key' })
    expect(received[0]!.body).toEqual({
      name: 'A',
      type: 'enterprise',
      unit: { id: UNIT },
      business_name: 'B',
      business_address: 'C',
      business_email: 'd@e.f',
      business_phone: '+1',
      external_metadata: "{'not': json}",
    })
    expect(received[1]!.body).toEqual({ name: 'A', unit: { id: UNIT } })
    expect(received[1]!.headers['idempotency-key']).toBe('key')
  })

  test('are updated without their type, and with the settings not shown', async () => {
    const { api, received } = await given(() => ok({ id: HEX }))
    const settings = changedSettings({ new_thing: [1], enforce_twofactor: false }, { enforceTwoFactor: true })
    await api.accounts.update(ACCOUNT, { name: 'New', settings })
    expect(received[0]).toMatchObject({ method: 'PUT', path: `/accounts/${HEX}` })
    expect(received[0]!.body).toEqual({
      id: HEX,
      name: 'New',
      settings: { new_thing: [1], enforce_twofactor: true },
    })
  })

  test('are updated without the settings that upstream refuses to be told', async () => {
    const settings = {
      enforce_twofactor: false,
      abuse_contact_email: null,
      default_nameservers: 'cloudflare.standard',
      use_account_custom_ns_by_default: false,
      api_access_enabled: null,
      access_approval_expiry: null,
      oauth_app_access_enabled: true,
    }
    const { api, received } = await given(() => ok({ id: HEX, settings }))
    const { rawSettings } = await api.accounts.get(ACCOUNT)
    await api.accounts.update(ACCOUNT, { name: 'New', settings: changedSettings(rawSettings!, {}) })
    expect(received[1]!.body).toEqual({
      id: HEX,
      name: 'New',
      settings: { enforce_twofactor: false, oauth_app_access_enabled: true },
    })
    expect(changedSettings(settings, { abuseContactEmail: null })).toHaveProperty('abuse_contact_email', null)
  })

  test('say which setting is in the way of an update', async () => {
    const { api } = await given(() => refused(400, 1001, 'a setting is not known: access_approval_expiry'))
    const update = (settings: Record<string, unknown>) =>
      api.accounts.update(ACCOUNT, { name: 'New', settings })
    await expect(update({ access_approval_expiry: '2026-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'invalid',
      effect: 'none',
      message: expect.stringContaining('“access_approval_expiry”'),
    })
    await expect(update({ approval: true })).rejects.toMatchObject({
      message: expect.not.stringContaining('approval”'),
    })
  })

  test.each([
    [undefined, null],
    ['none', null],
    [['a'], null],
    [null, {}],
  ])('with the settings %j are read as having %j', async (settings, rawSettings) => {
    const { api } = await given(() => ok({ id: HEX, settings }))
    expect(await api.accounts.get(ACCOUNT)).toMatchObject({ rawSettings })
  })

  test('tell of a setting that is left out that it is not known', async () => {
    const { api } = await given(() => ok({ id: HEX }))
    expect((await api.accounts.get(ACCOUNT)).settings).toMatchObject({
      enforceTwoFactor: null,
      abuseContactEmail: null,
    })
  })

  test('have a setting changed by the name it came by', () => {
    const change = { enforceTwoFactor: true }
    expect(changedSettings({ enforce_two_factor: false }, change)).toEqual({ enforce_two_factor: true })
    expect(changedSettings({ enforce_two_factor: false, enforce_twofactor: false }, change)).toEqual({
      enforce_two_factor: true,
      enforce_twofactor: true,
    })
    expect(changedSettings({}, change)).toEqual({ enforce_twofactor: true })
  })

  test.each([ok({ id: HEX }), ok(null)])('are deleted', async (reply) => {
    const { api, received } = await given(() => reply)
    expect(await api.accounts.delete(ACCOUNT)).toBeUndefined()
    expect(received).toMatchObject([{ method: 'DELETE', path: `/accounts/${HEX}` }])
  })

  test('are listed within the bounds of the API', async () => {
    const { api, received } = await given(() => ok([{ id: HEX }, { name: 'no id' }, null], { count: 3 }))
    const page = await api.accounts.list({ name: 'Acme', page: 1, perPage: 500, direction: 'asc' })
    expect(page).toMatchObject({ page: 1, perPage: 50, totalCount: null, items: [{ id: HEX, name: null }] })
    expect(received[0]!.query.toString()).toBe('name=Acme&page=1&per_page=50&direction=asc')
  })
})

describe('paging', () => {
  const account = (nth: number) => ({ id: `a${nth}` })
  const pageOf = (page: number, total: number) =>
    Array.from({ length: Math.min(50, total - (page - 1) * 50) }, (_, nth) => account((page - 1) * 50 + nth))

  test('stops at the total, without asking for an empty page', async () => {
    const { api, received } = await given(({ query }) =>
      ok(pageOf(Number(query.get('page')), 100), { total_count: 100 }),
    )
    const accounts = await api.tenants.allAccounts(TENANT)
    expect(accounts.items).toHaveLength(100)
    expect(accounts.complete).toBe(true)
    expect(received).toHaveLength(2)
  })
  test('stops at an empty page where there is no total', async () => {
    const { api, received } = await given(({ query }) => {
      const page = Number(query.get('page'))
      return ok(page > 2 ? [] : pageOf(page, 100))
    })
    const accounts = await api.tenants.allAccounts(TENANT)
    expect(accounts.items).toHaveLength(100)
    expect(accounts.complete).toBe(true)
    expect(received).toHaveLength(3)
  })
  test.each([
    ['after a short page, the end', 70, true],
    ['after a full one, perhaps not the end', 100, false],
  ])('takes a page that is refused where there is no total for %s', async (_, total, complete) => {
    const { api } = await given(({ query }) => {
      const page = Number(query.get('page'))
      return page > 2 ? refused(400, 1001, 'page out of range') : ok(pageOf(page, total))
    })
    const accounts = await api.tenants.allAccounts(TENANT)
    expect(accounts.items).toHaveLength(total)
    expect(accounts.complete).toBe(complete)
  })
  test.each([
    ['the first page is refused', 1, refused(400, 1001, 'no'), undefined],
    ['the total is not reached', 2, refused(400, 1001, 'no'), { total_count: 100 }],
    ['a page is refused for another reason', 2, refused(403, 10000, 'no'), undefined],
  ])('fails where %s', async (_, bad, reply, info) => {
    const { api } = await given(({ query }) => {
      const page = Number(query.get('page'))
      return page === bad ? reply : ok(pageOf(page, 100), info)
    })
    await expect(api.tenants.allAccounts(TENANT)).rejects.toMatchObject({ effect: 'none' })
  })
  test('stops where the upstream ignores the page, and says that it is not all', async () => {
    const { api, received } = await given(() => ok(pageOf(1, 50), { total_count: 1000 }))
    const accounts = await api.tenants.allAccounts(TENANT)
    expect(accounts.items).toHaveLength(50)
    expect(accounts.complete).toBe(false)
    expect(received).toHaveLength(2)
  })
  test('stops at the cap, and says that it is not all', async () => {
    const { api, received } = await given(({ query }) =>
      ok(pageOf(Number(query.get('page')), 1e6), { total_count: 1e6 }),
    )
    const accounts = await api.tenants.allAccounts(TENANT, { cap: 120 })
    expect(accounts.items).toHaveLength(120)
    expect(accounts.complete).toBe(false)
    expect(received).toHaveLength(3)
  })
})

describe('tenants', () => {
  test('are read in the published shape, where the organization is its own unit', async () => {
    const { api } = await given(({ path }) =>
      path !== '/user/tenants'
        ? refused(404, 7003, 'no route')
        : ok([
            {
              id: UNIT,
              name: 'Org',
              create_time: '2026-01-02T03:04:05Z',
              meta: {
                tenant_flags: {
                  account_creation: 'true',
                  account_deletion: false,
                  account_mobility: 'maybe',
                },
              },
              parent: { id: 'p1', name: 'Parent' },
            },
          ]),
    )
    const { items } = await api.tenants.list()
    expect(items[0]).toMatchObject({
      id: UNIT,
      name: 'Org',
      createdOn: '2026-01-02T03:04:05.000Z',
      parent: { id: 'p1', name: 'Parent' },
      units: [{ id: UNIT, name: 'Org', tenantId: UNIT, tenantName: 'Org', members: null }],
      flags: { accountCreation: true, accountDeletion: false, accountMobility: null, memberManagement: null },
    })
  })

  test('are read in the documented shape, with their units', async () => {
    const { api } = await given(() =>
      ok([
        {
          tenant_tag: HEX,
          tenant_name: 'Partner',
          tenant_type: 'partner',
          tenant_status: 'active',
          tenant_labels: ['a', 1],
          tenant_contacts: { email: 'x@y.z' },
          tenant_metadata: { dns: { ns_pool: { primary: 'ns1' } } },
          tenant_units: [
            {
              unit_tag: UNIT,
              unit_name: 'East',
              unit_status: 'active',
              unit_memberships: ['m1', { user_email: 'm@n.o' }, {}],
            },
            { unit_name: 'no tag' },
          ],
        },
      ]),
    )
    expect((await api.tenants.list()).items).toMatchObject([
      {
        id: HEX,
        name: 'Partner',
        status: 'active',
        labels: ['a'],
        contacts: { email: 'x@y.z', website: null },
        nameServers: { primary: 'ns1', secondary: null },
        units: [
          {
            id: UNIT,
            name: 'East',
            status: 'active',
            tenantId: HEX,
            tenantName: 'Partner',
            members: ['m1', 'm@n.o'],
          },
        ],
        // One has no tag.
        unitsRead: false,
      },
    ])
  })

  test('tell what they are entitled to, in either form', async () => {
    const { api } = await given(({ path }) =>
      path.endsWith('account_types')
        ? ok(['standard', 'enterprise'])
        : ok({
            allow_auto_accept_invites: { type: 'bool', value: false },
            mhs_certificate_count: { type: 'max_count', value: 3 },
            partial_setup_allowed: true,
            custom_entitlements: [{ feature: { key: 'x' }, allocation: { type: '', value: null } }, {}],
          }),
    )
    expect((await api.tenants.accountTypes(TENANT)).items).toEqual(['standard', 'enterprise'])
    const entitlements = await api.tenants.entitlements(TENANT)
    expect(entitlements.complete).toBe(false)
    expect(entitlements.items).toEqual([
      { key: 'allow_auto_accept_invites', value: false },
      { key: 'mhs_certificate_count', value: 3 },
      { key: 'partial_setup_allowed', value: true },
      { key: 'x', value: null },
    ])
  })
})

describe('a list that comes at once', () => {
  const LISTS: [string, unknown, (api: TenantApi) => Promise<Whole<unknown>>][] = [
    ['subscriptions', { id: 'a1' }, (api) => api.subscriptions.list(ACCOUNT)],
    ['tenants', { id: 'a1' }, (api) => api.tenants.list()],
    ['account types', 'standard', (api) => api.tenants.accountTypes(TENANT)],
    ['tenant memberships', { user_email: 'a@b.c' }, (api) => api.tenants.memberships(TENANT)],
    ['plans of a zone', { id: 'a1' }, (api) => api.zones.availablePlans(ZONE)],
    ['rate plans of a zone', { id: 'a1' }, (api) => api.zones.availableRatePlans(ZONE)],
    ['permissions of tokens', { id: 'a1', name: 'x' }, (api) => api.tokens.permissionGroups(ACCOUNT)],
    ['roles', { id: 'a1' }, (api) => api.roles.list(ACCOUNT)],
    ['permission groups', { id: 'a1' }, (api) => api.permissionGroups.list(ACCOUNT)],
    ['resource groups', { id: 'a1' }, (api) => api.resourceGroups.list(ACCOUNT)],
  ]
  test.each(LISTS)('is not complete where one of its %s cannot be read', async (_, item, list) => {
    const { api } = await given(({ path }) =>
      path.startsWith('/tenants/') && !/types$|memberships$/.test(path)
        ? refused(404, 1000, 'no')
        : ok([item, null]),
    )
    expect(await list(api)).toMatchObject({ items: { length: 1 }, complete: false })
    const { api: sound } = await given(({ path }) =>
      path.startsWith('/tenants/') && !/types$|memberships$/.test(path)
        ? refused(404, 1000, 'no')
        : ok([item]),
    )
    expect(await list(sound)).toMatchObject({ items: { length: 1 }, complete: true })
  })
})

describe('profiles', () => {
  test('are replaced whole, which answers nothing', async () => {
    const { api, received } = await given(() => ({ status: 204, raw: '' }))
    const profile = {
      businessName: 'B',
      businessAddress: '',
      businessEmail: '',
      businessPhone: '',
      externalMetadata: '',
    }
    expect(await api.profiles.replace(ACCOUNT, profile)).toBeUndefined()
    expect(received[0]!.body).toEqual({
      business_name: 'B',
      business_address: '',
      business_email: '',
      business_phone: '',
      external_metadata: '',
    })
  })
  test.each([refused(403, 1000, 'no'), refused(404, 1000, 'no'), refused(400, 7003, 'no'), ok(null)])(
    'may not be there',
    async (reply) => {
      const { api } = await given(() => reply)
      expect(await api.profiles.get(ACCOUNT)).toBeNull()
    },
  )
  test('are not guessed where they cannot be read', async () => {
    const whole = {
      business_name: 'B',
      business_address: null,
      business_email: null,
      business_phone: null,
      external_metadata: '',
    }
    const { api } = await given((_, nth) =>
      ok([whole, { business_name: 'B' }, {}, { ...whole, business_name: 7 }][nth - 1]),
    )
    expect(await api.profiles.get(ACCOUNT)).toMatchObject({ businessName: 'B', businessPhone: '' })
    for (let nth = 2; nth <= 4; nth++)
      await expect(api.profiles.get(ACCOUNT)).rejects.toMatchObject({ kind: 'malformed' })
  })
})

describe('what goes before an account', () => {
  test.each([
    ['not there', refused(404, 2009, 'not found'), 'nothing'],
    ['no such route', refused(400, 7003, 'Could not route to the request'), 'nothing'],
    ['not enabled', refused(403, 9999, 'access.api.error.not_enabled'), 'nothing'],
    ['disabled', refused(403, 9999, 'Access is disabled for this account'), 'nothing'],
    ['never used', refused(400, 2002, 'Zero Trust has never been set up'), 'nothing'],
    ['no such method', refused(405, 7001, 'Method not allowed'), 'nothing'],
    ['no such method, by its other code', refused(405, 10405, 'Method not allowed'), 'nothing'],
    ['done', ok({}), 'done'],
    ['done without a word', { status: 200, raw: '' }, 'done'],
  ] as const)('%s', async (_, reply, removal) => {
    const { api } = await given(() => reply)
    expect(await api.zeroTrust.deleteGateway(ACCOUNT)).toBe(removal)
    expect(await api.zeroTrust.deleteAccessOrganization(ACCOUNT)).toBe(removal)
  })
  test.each(['Authentication error', 'API access is disabled'])(
    'a refusal for another reason is one: %s',
    async (why) => {
      const { api } = await given(() => refused(403, 10000, why))
      await expect(api.zeroTrust.deleteGateway(ACCOUNT)).rejects.toMatchObject({ kind: 'credentials' })
    },
  )
  test('Logpush jobs without the entitlement are none', async () => {
    const { api } = await given(() => refused(403, 1403, 'no entitlement'))
    expect(await api.logpush.accountJobs(ACCOUNT)).toEqual([])
    expect(await api.logpush.zoneJobs(ZONE)).toEqual([])
    // A job that was listed is there: refusing to delete it is not "none".
    await expect(api.logpush.deleteAccountJob(ACCOUNT, 7)).rejects.toMatchObject({ effect: 'none' })
  })
  test('Logpush jobs come without where they deliver', async () => {
    const { api } = await given(() => ok([{ id: 7, dataset: 'x', destination_conf: 's3://secret' }]))
    expect(await api.logpush.accountJobs(ACCOUNT)).toEqual([
      { id: 7, name: null, dataset: 'x', enabled: null },
    ])
  })
  test('counts come from the total, or from counting', async () => {
    const { api, received } = await given(({ path, query }) => {
      if (path === '/zones')
        return ok(
          ['z1', 'z2', 'z3', 'z4', 'z5'].map((id) => ({ id })),
          { total_count: 31 },
        )
      return ok(query.get('page') === '1' ? [{ id: 'm1' }, { id: 'm2' }] : [])
    })
    expect(await api.zones.count(ACCOUNT)).toBe(31)
    expect(await api.members.count(ACCOUNT)).toBe(2)
    expect(received[0]!.query.get('account.id')).toBe(HEX)
  })
})

describe('members', () => {
  const added = { id: HEX, email: 'a@b.c', status: 'pending' }
  const whole = {
    ...added,
    user: { two_factor_authentication_enabled: true },
    roles: [{ id: ROLE, name: 'Admin' }],
  }

  test('are added by role ids, never as accepted, and fetched again', async () => {
    const { api, received } = await given(({ method }) => ok(method === 'POST' ? added : whole))
    const member = await api.members.add(ACCOUNT, { email: 'a@b.c', roles: [ROLE] })
    expect(member.roles).toEqual([{ id: ROLE, name: 'Admin', description: null }])
    expect(received.map(({ method, body }) => [method, body])).toEqual([
      ['POST', { email: 'a@b.c', roles: [ROLE] }],
      ['GET', null],
    ])
  })
  test('are added even if they cannot be fetched', async () => {
    const { api } = await given(({ method }) => (method === 'POST' ? ok(added) : refused(404, 1003, 'no')))
    const member = await api.members.add(ACCOUNT, { email: 'a@b.c', roles: [ROLE] })
    expect(member.roles).toEqual([{ id: ROLE, name: null, description: null }])
  })
  test('are changed by objects', async () => {
    const { api, received } = await given(() => ok(whole))
    await api.members.change(ACCOUNT, MEMBER, { roles: [ROLE] })
    expect(received[0]).toMatchObject({ method: 'PUT', body: { roles: [{ id: ROLE }] } })
  })
  test('keep unknown permission groups over a change, and say what cannot be kept', async () => {
    const policy = {
      id: 'p',
      access: 'allow',
      permission_groups: [{ id: 'unheard-of' }],
      resource_groups: [{ id: 'r', scope: { key: 'k', objects: [{ key: 'o' }] } }],
    }
    const { api, received } = await given(() =>
      ok({ ...added, policies: [policy, { access: 'allow', permission_groups: [{}], resource_groups: [] }] }),
    )
    const member = await api.members.get(ACCOUNT, MEMBER)
    expect(member).toMatchObject({ whole: false, policies: [{ access: 'allow' }] })
    expect(member.policies[0]!.resourceGroups[0]!.scope).toEqual([{ key: 'k', objects: ['o'] }])
    await api.members.change(ACCOUNT, MEMBER, { policies: member.policies })
    expect(received[1]!.body).toEqual({
      policies: [
        { access: 'allow', permission_groups: [{ id: 'unheard-of' }], resource_groups: [{ id: 'r' }] },
      ],
    })
  })
  test.each([
    [true, {}],
    [true, { roles: null, policies: null }],
    [true, { policies: [{ ...POLICY, valid_until: null }] }],
    [false, { policies: [{ ...POLICY, valid_until: '2027-01-01' }] }],
    [false, { policies: [{ ...POLICY, permission_groups: ['g'] }] }],
    [false, { policies: { 0: POLICY } }],
    [false, { roles: [{ id: ROLE }, { name: 'DNS' }] }],
    [false, { roles: ROLE }],
  ])('are whole (%s) where nothing of %j would be lost by a change', async (whole, more) => {
    const { api } = await given(() => ok({ ...added, ...more }))
    expect((await api.members.get(ACCOUNT, MEMBER)).whole).toBe(whole)
  })
  test('have roles with a matrix', async () => {
    const { api } = await given(() =>
      ok([{ id: ROLE, name: 'Admin', permissions: { dns: { read: true, write: false }, odd: 1 } }], {
        total_count: 1,
      }),
    )
    expect((await api.roles.list(ACCOUNT)).items[0]!.permissions).toEqual([
      { area: 'dns', read: true, write: false },
      { area: 'odd', read: null, write: null },
    ])
  })
})

const POLICY = {
  id: 'p',
  access: 'allow',
  permission_groups: [{ id: 'g', name: 'DNS', meta: { label: 'dns' } }],
  resource_groups: [{ id: 'r' }],
}

describe('zones', () => {
  const servers = ['a.ns.example', 'b.ns.example']
  test.each([
    ['name_servers', { nameServers: servers }],
    ['vanity_name_servers', { vanityNameServers: servers }],
    ['original_name_servers', { originalNameServers: servers }],
  ])('say where not all of their %s could be read', async (field, read) => {
    const { api } = await given(() => ok({ id: HEX, [field]: [...servers, { host: 'c.ns.example' }] }))
    expect(await api.zones.get(ZONE)).toMatchObject({ ...read, nameServersRead: false })
    const { api: sound } = await given(() => ok({ id: HEX, [field]: servers }))
    expect(await sound.zones.get(ZONE)).toMatchObject({ ...read, nameServersRead: true })
  })
})

describe('plans', () => {
  test('on offer say where not all of their components could be read', async () => {
    const page_rules = { name: 'page_rules', default: 3, unit_price: 1 }
    const { api } = await given(() =>
      ok([
        { id: 'partners_pro', components: [page_rules, { default: 7 }] },
        { id: 'partners_biz', components: [page_rules] },
      ]),
    )
    const components = [{ name: 'page_rules', default: 3, unitPrice: 1 }]
    expect((await api.zones.availableRatePlans(ZONE)).items).toMatchObject([
      { id: 'partners_pro', components, componentsTold: false },
      { id: 'partners_biz', components, componentsTold: true },
    ])
  })
  test('a zone without a subscription has none', async () => {
    const { api } = await given((_, nth) =>
      nth === 1 ? refused(404, 1207, 'none') : refused(404, 7003, 'no'),
    )
    expect(await api.zoneSubscriptions.get(ZONE)).toBeNull()
    await expect(api.zoneSubscriptions.get(ZONE)).rejects.toMatchObject({ kind: 'not_found' })
  })
  test('are set with components, and unknown words are kept', async () => {
    const { api, received } = await given(() =>
      ok({
        id: HEX,
        state: 'subscription.state.',
        frequency: 'not-applicable',
        rate_plan: { id: 'enterprise', sets: null },
        component_values: [{ name: 'page_rules', value: 50, default: 3, price: 0 }],
        next_rate_plan: { id: 'free' },
      }),
    )
    const wanted = {
      ratePlanId: 'PARTNERS_ENT',
      frequency: 'annual',
      componentValues: [{ name: 'page_rules', value: 50 }],
    }
    expect(await api.zoneSubscriptions.change(ZONE, wanted)).toMatchObject({
      state: 'subscription.state.',
      frequency: 'not-applicable',
      ratePlan: { id: 'enterprise' },
      componentValues: [{ name: 'page_rules', value: 50, default: 3, price: 0 }],
      nextRatePlan: { id: 'free' },
    })
    expect(received[0]).toMatchObject({ method: 'PUT', path: `/zones/${HEX}/subscription` })
    expect(received[0]!.body).toEqual({
      rate_plan: { id: 'PARTNERS_ENT' },
      frequency: 'annual',
      component_values: [{ name: 'page_rules', value: 50 }],
    })
  })
  test.each<[unknown, Partial<Subscription>]>([
    [
      [{ name: 'page_rules', value: '50', default: '20', price: '1' }],
      { componentValues: [{ name: 'page_rules', value: 50, default: 20, price: 1 }], componentsTold: true },
    ],
    [
      [{ name: 'page_rules', value: 'many' }, { name: 'seats', value: [7] }, { name: 'zones' }],
      {
        componentValues: ['page_rules', 'seats', 'zones'].map((name) => ({
          name,
          value: null,
          default: null,
          price: null,
        })),
        componentsTold: true,
      },
    ],
    [[{ value: 50 }], { componentValues: [], componentsTold: false }],
    [null, { componentValues: [], componentsTold: false }],
    [undefined, { componentValues: [], componentsTold: false }],
    [{ page_rules: 50 }, { componentValues: [], componentsTold: false }],
  ])('components that come as %j are read as far as they can be', async (component_values, read) => {
    const { api } = await given(() =>
      ok({ id: HEX, rate_plan: { id: 'partners_pro' }, price: '20.00', component_values }),
    )
    expect(await api.zoneSubscriptions.get(ZONE)).toMatchObject({ price: 20, ...read })
  })
  test('a downgrade is taken back by its ids', async () => {
    const { api, received } = await given(() => ok(null))
    await api.subscriptions.cancelDowngrade(ACCOUNT, [asId<SubscriptionId>(HEX)!])
    expect(received[0]!.body).toEqual({ subscription_ids: [HEX] })
  })
})

describe('secrets', () => {
  const VALUE = `cfat_${'A1'.repeat(20)}`

  test('a token’s value is given once, and only when asked for', async () => {
    const { api } = await given(({ path }) => ok(path.endsWith('/value') ? VALUE : { id: HEX, value: VALUE }))
    const { token, value } = await api.tokens.create(ACCOUNT, { name: 'T', policies: [] })
    const rolled = await api.tokens.roll(ACCOUNT, TOKEN)
    expect([value.reveal(), rolled.reveal()]).toEqual([VALUE, VALUE])
    for (const shown of [JSON.stringify({ token, value }), `${value}`, inspect({ value }), inspect(token)])
      expect(shown).not.toContain(VALUE)
  })
  test('a service user’s key too; without it the fate is unknown', async () => {
    const { api } = await given((_, nth) => ok(nth === 1 ? { id: 'u', api_key: VALUE } : { id: 'u' }))
    expect((await api.serviceUsers.create({ email: 'a@b.c' })).apiKey.reveal()).toBe(VALUE)
    await expect(api.serviceUsers.create({ email: 'a@b.c' })).rejects.toMatchObject({ effect: 'unknown' })
  })
  test('tokens are managed with the token alone, where there is one', async () => {
    const { api, received } = await given(() => ok([]), 'cfut_ours')
    await api.tokens.permissionGroups(ACCOUNT)
    expect(received[0]!.headers).toMatchObject({ authorization: 'Bearer cfut_ours' })
    expect(received[0]!.headers).not.toHaveProperty('x-auth-key')
    expect(received[0]!.headers).not.toHaveProperty('x-auth-email')
  })
  test('a value is verified by itself', async () => {
    const { api, received } = await given(({ path }) =>
      path.endsWith('verify') ? ok({ id: HEX, status: 'disabled' }) : ok({ id: HEX, value: VALUE }),
    )
    const { value } = await api.tokens.create(ACCOUNT, { name: 'T', policies: [] })
    expect(await api.tokens.verify(ACCOUNT, value)).toMatchObject({ status: 'disabled' })
    expect(received[1]!.headers.authorization).toBe(`Bearer ${VALUE}`)
    expect(received[1]!.headers).not.toHaveProperty('x-auth-key')
  })
  test('a token’s policies survive a change', async () => {
    const policies = [
      {
        id: 'p',
        effect: 'allow',
        permission_groups: [{ id: 'g', name: 'DNS Write' }],
        resources: { [`com.cloudflare.api.account.${HEX}`]: { 'com.cloudflare.api.account.zone.*': '*' } },
      },
    ]
    const { api, received } = await given(() => ok({ id: HEX, name: 'T', policies, expires_on: null }))
    const token = await api.tokens.get(ACCOUNT, TOKEN)
    await api.tokens.update(ACCOUNT, token, {
      name: 'T',
      requestIp: { in: ['192.0.2.0/24'], notIn: [] },
      status: 'disabled',
    })
    expect(received[1]!.body).toEqual({
      name: 'T',
      policies: [{ effect: 'allow', permission_groups: [{ id: 'g' }], resources: policies[0]!.resources }],
      condition: { request_ip: { in: ['192.0.2.0/24'] } },
      status: 'disabled',
    })
  })

  const LISTED = { in: ['198.51.100.0/24', '2001:db8:1::/48'], not_in: ['198.51.100.7/32'] }
  test.each<[string, unknown, Partial<Clients>]>([
    ['none', undefined, { reach: 'anyone' }],
    ['null', null, { reach: 'anyone' }],
    ['an empty one', {}, { reach: 'nobody', in: [], notIn: [] }],
    ['one without addresses', { 'request.ip': { in: [] } }, { reach: 'nobody' }],
    ['request_ip', { request_ip: LISTED }, { reach: 'listed', in: LISTED.in, notIn: LISTED.not_in }],
    ['request.ip', { 'request.ip': LISTED }, { reach: 'listed', in: LISTED.in, notIn: LISTED.not_in }],
    ['both spellings', { request_ip: LISTED, 'request.ip': { in: ['192.0.2.1'] } }, { reach: 'partly' }],
    ['an unknown key', { request_ip: LISTED, 'request.asn': { in: [13335] } }, { reach: 'partly' }],
    ['an unknown list', { 'request.ip': { ...LISTED, only: ['x'] } }, { reach: 'partly', in: LISTED.in }],
    ['a list that is none', { request_ip: { in: '192.0.2.0/24' } }, { reach: 'partly', in: [] }],
    ['an address that is none', { request_ip: { in: ['192.0.2.1', 7] } }, { reach: 'partly' }],
    ['no object', 'everywhere', { reach: 'partly' }],
  ])('a token’s condition (%s) is read, and sent back as it came', async (_, condition, clients) => {
    const { api, received } = await given(() => ok({ id: HEX, name: 'T', policies: [], condition }))
    const token = await api.tokens.get(ACCOUNT, TOKEN)
    expect(token.requestIp).toMatchObject(clients)
    await api.tokens.update(ACCOUNT, token, { name: 'T', status: 'disabled' })
    expect(received[1]!.body).toEqual({
      name: 'T',
      policies: [],
      status: 'disabled',
      ...(condition !== undefined && condition !== null && { condition }),
    })
  })

  test.each(['request_ip', 'request.ip'])('other addresses go out as %s, as it came', async (spelling) => {
    const { api, received } = await given(() =>
      ok({ id: HEX, name: 'T', policies: [], condition: { [spelling]: LISTED } }),
    )
    const token = await api.tokens.get(ACCOUNT, TOKEN)
    await api.tokens.update(ACCOUNT, token, { name: 'T', requestIp: { in: [], notIn: ['192.0.2.1/32'] } })
    await api.tokens.update(ACCOUNT, token, { name: 'T', requestIp: { in: [], notIn: [] } })
    expect(received[1]!.body).toMatchObject({ condition: { [spelling]: { not_in: ['192.0.2.1/32'] } } })
    // An empty one would admit nobody.
    expect(received[2]!.body).not.toHaveProperty('condition')
  })

  test('policies that cannot be read, or not whole, are sent back as they came', async () => {
    const whole = { effect: 'allow', permission_groups: [{ id: 'g', meta: { key: 'k' } }], resources: {} }
    const policies = [
      { ...whole, id: 'p', permission_groups: [{ ...whole.permission_groups[0], name: 'DNS Write' }] },
      { ...whole, effect: 'audit' },
      { ...whole, not_resources: { a: '*' } },
      { ...whole, resources: { a: { b: { c: '*' } } } },
      { ...whole, resources: ['a'] },
      { ...whole, permission_groups: null },
      'odd',
    ]
    const { api, received } = await given(() => ok({ id: HEX, name: 'T', policies }))
    const token = await api.tokens.get(ACCOUNT, TOKEN)
    expect(token.policies.map(({ effect, more }) => [effect, more])).toEqual([
      ['allow', false],
      ['audit', false],
      ['allow', true],
    ])
    expect(token).toMatchObject({ unreadablePolicies: 4, changeable: true })
    await api.tokens.update(ACCOUNT, token, { name: 'T' })
    expect(received[1]!.body).toEqual({ name: 'T', policies: [whole, ...policies.slice(1)] })
  })

  test.each([
    { policies: undefined },
    { policies: { 0: 'x' } },
    { expires_on: 'in a year' },
    { not_before: { at: 1 } },
  ])('a token with %j cannot be changed', async (odd) => {
    const { api } = await given(() => ok({ id: HEX, name: 'T', policies: [], ...odd }))
    expect((await api.tokens.get(ACCOUNT, TOKEN)).changeable).toBe(false)
  })
})

describe('Cloudflare’s audit log', () => {
  const window = { since: '2026-11-01', before: '2026-11-20' }

  test('is paged by its own cursor until there is none', async () => {
    const { api, received } = await given((_, nth) =>
      ok([{ id: `e${nth}`, resource: { request: { a: [1] } } }], {
        count: '1',
        cursor: nth < 2 ? 'c1' : '',
      }),
    )
    const first = await api.auditLog.list(ACCOUNT, { ...window, limit: 5000 })
    expect(first).toMatchObject({ cursor: 'c1', entries: [{ id: 'e1', resource: { request: { a: [1] } } }] })
    expect((await api.auditLog.list(ACCOUNT, { ...window, cursor: 'c1' })).cursor).toBeNull()
    expect(received[0]!.query.get('limit')).toBe('1000')
    expect(received[1]!.query.get('cursor')).toBe('c1')
  })
  test('says how many entries, and whether products, could not be read', async () => {
    const { api } = await given(({ path }) =>
      path.endsWith('categories') ? ok([{ value: 'dns', products: ['zones', 7] }]) : ok([{ id: 'e1' }, 'x']),
    )
    expect(await api.auditLog.list(ACCOUNT, window)).toMatchObject({ entries: [{ id: 'e1' }], unread: 1 })
    expect((await api.auditLog.productCategories(ACCOUNT)).items).toEqual([
      { value: 'dns', label: null, products: ['zones'], complete: false },
    ])
  })
  test('does not follow a cursor to itself', async () => {
    const { api } = await given(() => ok([], { cursor: 'c1' }))
    expect((await api.auditLog.list(ACCOUNT, { ...window, cursor: 'c1' })).cursor).toBeNull()
  })
  test('takes every filter both ways, repeated', async () => {
    const { api, received } = await given(() => ok([]))
    await api.auditLog.list(ACCOUNT, {
      ...window,
      is: { actionType: ['create', 'delete'], rayId: ['r'], statusCode: [] },
      isNot: { actorEmail: ['a@b.c'] },
      productCategory: ['dns'],
    })
    expect(received[0]!.query.toString()).toBe(
      'since=2026-11-01&before=2026-11-20&product_category=dns&action_type=create&action_type=delete&raw_cf_ray_id=r&actor_email.not=a%40b.c',
    )
  })
})

test('a zone is found by a part of its name, and added to the account named', async () => {
  const { api, received } = await given(({ method }) => ok(method === 'POST' ? { id: HEX } : []))
  await api.zones.listByAccount(ACCOUNT, { page: 1, perPage: 20, name: 'exam' })
  await api.zones.create({ accountId: ACCOUNT, name: 'example.com', type: 'full' })
  expect(received[0]!.query.get('name')).toBe('contains:exam')
  expect(received[0]!.query.get('type')).toBe('full,partial,secondary,internal')
  expect(received[1]!.body).toEqual({ account: { id: HEX }, name: 'example.com', type: 'full' })
})
