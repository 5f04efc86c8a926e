import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import {
  asId,
  type AccountId,
  type MemberId,
  type TenantId,
  type TokenId,
  type UnitId,
  type ZoneId,
} from '@/lib/core/ids'
import { openTenantApi, type TenantApi } from './client'
import { TenantApiError } from './errors'
import { Secret } from './secret'

const ID = 'the-id-that-was-asked-for'
const account = asId<AccountId>(ID)!
const zone = asId<ZoneId>(ID)!
const tenant = asId<TenantId>(ID)!
const window = { since: '2026-01-01', before: '2026-02-01' }

const ASKING: ((api: TenantApi) => Promise<unknown>)[] = [
  (api) => api.accounts.list({ page: 1, perPage: 50 }),
  (api) => api.accounts.get(account),
  (api) => api.accounts.create({ name: 'x', unitId: asId<UnitId>(ID)! }, { idempotencyKey: 'k' }),
  (api) => api.profiles.get(account),
  (api) => api.tenants.list(),
  (api) => api.tenants.get(tenant),
  (api) => api.tenants.accounts(tenant, { page: 1, perPage: 50 }),
  (api) => api.tenants.accountTypes(tenant),
  (api) => api.tenants.entitlements(tenant),
  (api) => api.tenants.memberships(tenant),
  (api) => api.subscriptions.list(account),
  (api) => api.zoneSubscriptions.get(zone),
  (api) => api.members.list(account, { page: 1, perPage: 50 }),
  (api) => api.members.change(account, asId<MemberId>(ID)!, { roles: [] }),
  (api) => api.roles.list(account),
  (api) => api.permissionGroups.list(account),
  (api) => api.resourceGroups.list(account),
  (api) => api.zones.listByAccount(account, { page: 1, perPage: 50 }),
  (api) => api.zones.availablePlans(zone),
  (api) => api.zones.availableRatePlans(zone),
  (api) => api.logpush.accountJobs(account),
  (api) => api.serviceUsers.create({ email: 'a@b.c' }),
  (api) => api.tokens.get(account, asId<TokenId>(ID)!),
  (api) => api.tokens.create(account, { name: 'x', policies: [] }),
  (api) => api.tokens.permissionGroups(account),
  (api) => api.auditLog.list(account, window),
  (api) => api.auditLog.productCategories(account),
]

const KEYS =
  `id account_tag tenant_tag unit_tag name account_pubname tenant_name type status created_on cdate create_time edate
  managed_by parent_org_id settings enforce_twofactor abuse_contact_email business_name external_metadata tenant_units
  unit_memberships unit_name meta tenant_flags account_creation rate_plan component_values value price product
  current_period_end next_rate_plan user roles policies access effect permission_groups resource_groups resources scope
  key objects permissions components default action actor raw resource time request status_code condition request_ip in
  api_key expires_on scopes products label total_count page per_page cursor`.split(/\s+/)

const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    'a1',
    'active',
    'true',
    'enabled',
    '',
    ' ',
    '../..',
    null,
    true,
    false,
    0,
    7,
    -1,
    1.5,
    1e300,
  ),
  fc.constantFrom(
    '2024-02-31T00:00:00Z',
    '2024-02-03T04:05:06.123456789Z',
    '2024-02-03',
    '2024-02-03T04:05:06',
    'foo 1',
  ),
  fc.string({ unit: 'grapheme' }),
)
// Built level by level: a recursive arbitrary spends seconds on sizes that show nothing more.
const fields = (value: fc.Arbitrary<unknown>) =>
  fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 8 })
const thing = [1, 2, 3].reduce<fc.Arbitrary<unknown>>(
  (inner) => fc.oneof(scalar, fields(inner), fc.array(fields(inner), { maxLength: 2 })),
  scalar,
)
const record = fields(thing)
const promising = record.map((fields) => ({ ...fields, id: 'a1' }))
const result = fc.oneof<fc.Arbitrary<unknown>[]>(
  promising,
  fc.array(fc.oneof(promising, record), { maxLength: 3 }),
  thing,
)
const answer: fc.Arbitrary<{ body: string; holds: unknown }> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ success: fc.constant(true), result, result_info: thing }).map(sent) },
  { weight: 1, arbitrary: thing.map(sent) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(result, fc.nat(200))
      .map(([holds, at]) => cut(sent({ success: true, result: holds }), at)),
  },
  { weight: 1, arbitrary: fc.string().map((body) => ({ body, holds: null })) },
)

afterEach(() => vi.unstubAllGlobals())

test('whatever comes, it is read or refused, and nothing is made up', async () => {
  const config = {
    baseUrl: 'http://upstream.invalid',
    email: 'partner@example.com',
    apiKey: 'key',
    budget: { take: async () => {}, observe: () => {} },
  }
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ASKING), answer, async (ask, { body, holds }) => {
      vi.stubGlobal('fetch', async () => new Response(body))
      const outcome = await ask(openTenantApi({ config })).catch((error) => error)
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(TenantApiError)
        return
      }
      const given = leaves(holds).map(([, value]) => value)
      for (const [path, leaf] of leaves(outcome)) {
        if (
          /#$|^(page|perPage|confirmed|more|unread|repeated|complete)$|unreadablePolicies$|managed$|shape$|reach$|changeable$|more$|whole$|Told$|unitsRead$/.test(
            path,
          )
        )
          continue
        expect(plausible(leaf, given), `${path} = ${String(leaf)}`).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
}, 60_000)

function sent(holds: unknown) {
  return { body: JSON.stringify(holds), holds }
}

function cut({ body, holds }: { body: string; holds: unknown }, at: number) {
  return { body: body.slice(0, at), holds }
}

/** A leaf of ours is one of theirs, the moment theirs names, its number, its switch, or our word for nothing. */
function plausible(leaf: unknown, given: unknown[]): boolean {
  if (leaf === null || leaf === '' || given.includes(leaf)) return true
  if (typeof leaf === 'number')
    return given.some((value) => typeof value === 'string' && Number(value) === leaf)
  if (leaf === true) return given.some((value) => /^(true|enabled|allowed|yes)$/i.test(String(value)))
  if (leaf === false) return given.some((value) => /^(false|disabled|denied|no)$/i.test(String(value)))
  return given.some((value) => typeof value === 'string' && value.slice(0, 10) === String(leaf).slice(0, 10))
}

function leaves(value: unknown, path = ''): [string, unknown][] {
  if (value instanceof Secret) return [[path, value.reveal()]]
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [[path, value]]
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] => [
    // Keys travel too: areas, features, resource names.
    ...(Array.isArray(value) ? [] : [[`${path}#`, key] as [string, unknown]]),
    ...leaves(inner, path ? `${path}.${key}` : key),
  ])
}
