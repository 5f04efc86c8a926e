import { describe, expect, it } from 'vitest'
import { breadthOf, permissionName, productName, resourceName, TEMPLATES } from './catalogue'
import { momentOf } from './moments'
import { choicesOf, offered, policiesOf, resourcesOf } from './policies'
import { statusNow, toRow } from './reading'
import { CreateToken, TokenForm, TokenListQuery, VerifyToken } from './schema'
import { addressesIn } from './constants'
import { asId, type TokenId } from '@/lib/core/ids'
import { TOKEN_GROUPS, TOKEN_SCOPES } from '@/lib/sandbox/token-groups'
import type { NewPolicy, Token } from '@/lib/tenant-api/tokens'

const ACCOUNT = '023e105f4ecef8ad9ca31a8372d0c353'
const ZONE = 'f'.repeat(32)
const GROUPS = TOKEN_GROUPS.map(({ is_selectable, ...group }) => ({ ...group, selectable: is_selectable }))
const OFFER = offered(GROUPS)
const idOf = (name: string) => TOKEN_GROUPS.find((group) => group.name === name)!.id
const pick = (...names: string[]) => OFFER.filter(({ name }) => names.includes(name))

const FORM: TokenForm = {
  name: 'CI',
  groupIds: [idOf('DNS Write')],
  zones: 'all',
  zoneIds: [],
  allowed: '',
  refused: '',
  startsOn: '',
  endsOn: '',
  keepsPermissions: false,
  keepsAddresses: false,
}
const faults = (values: Partial<TokenForm>, schema: typeof TokenForm | typeof CreateToken = TokenForm) => {
  const parsed = schema.safeParse({ accountId: ACCOUNT, confirmed: false, ...FORM, ...values })
  return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('addresses', () => {
  it.each([
    ['203.0.113.0/24', ['203.0.113.0/24']],
    ['203.0.113.7', ['203.0.113.7/32']],
    ['2001:db8::/32\n2001:db8::1', ['2001:db8::/32', '2001:db8::1/128']],
    [' 198.51.100.1, 198.51.100.1\r\n\n10.0.0.0/8 ', ['198.51.100.1/32', '10.0.0.0/8']],
    ['', []],
  ])('%j are ranges, each once', (typed, ranges) => expect(addressesIn(typed)).toEqual({ ranges, wrong: [] }))

  it.each(['10.0.0.0/33', '10.0.0', '2001:db8::/129', 'example.com', '10.0.0.1-10.0.0.9', '10.0.0.1/'])(
    '%s is none',
    (typed) => {
      expect(addressesIn(typed).wrong).toEqual([typed])
      expect(faults({ allowed: typed })).toEqual([expect.stringMatching(/^allowed: .*is not an IP address/)])
    },
  )
})

describe('the form', () => {
  it.each<[string, Partial<TokenForm>, RegExp]>([
    ['no name', { name: '  ' }, /^name: Give/],
    ['a long name', { name: 'x'.repeat(121) }, /^name: Use at most 120/],
    ['no permission', { groupIds: [] }, /^groupIds: Choose/],
    ['no zone', { zones: 'chosen' }, /^zoneIds: Choose/],
    ['half a date', { endsOn: '2030-1' }, /^endsOn: Enter a complete date/],
    [
      'an end before the start',
      { startsOn: '2040-02-02', endsOn: '2040-02-01' },
      /^endsOn: The end is before/,
    ],
  ])('refuses %s', (_, values, fault) => expect(faults(values)).toEqual([expect.stringMatching(fault)]))

  it('refuses an end that is over for a new token only', () => {
    expect(faults({ endsOn: '2020-01-01' }, CreateToken)).toEqual([
      expect.stringMatching(/^endsOn: This day/),
    ])
    expect(faults({ endsOn: '2020-01-01' })).toEqual([])
  })
  it('wants no permissions where they stay as they are', () =>
    expect(faults({ groupIds: [], keepsPermissions: true })).toEqual([]))
})

describe('policies', () => {
  it('give what is for zones on the zones, and what is for the account on the account', () => {
    const groups = pick('DNS Write', 'Billing Read')
    expect(policiesOf(ACCOUNT, groups, { zones: 'all', zoneIds: [] })).toEqual([
      {
        effect: 'allow',
        permissionGroups: [{ id: idOf('Billing Read'), name: 'Billing Read' }],
        resources: { [`com.cloudflare.api.account.${ACCOUNT}`]: '*' },
      },
      {
        effect: 'allow',
        permissionGroups: [{ id: idOf('DNS Write'), name: 'DNS Write' }],
        resources: {
          [`com.cloudflare.api.account.${ACCOUNT}`]: { 'com.cloudflare.api.account.zone.*': '*' },
        },
      },
    ])
    expect(
      policiesOf(ACCOUNT, pick('DNS Write'), { zones: 'chosen', zoneIds: [ZONE] })[0]!.resources,
    ).toEqual({
      [`com.cloudflare.api.account.zone.${ZONE}`]: '*',
    })
  })

  it('come back into the form as they were chosen', () => {
    const groups = pick('DNS Write', 'Zone Read', 'Billing Read')
    for (const where of [
      { zones: 'all' as const, zoneIds: [] },
      { zones: 'chosen' as const, zoneIds: [ZONE] },
    ]) {
      const choices = choicesOf(tokenWith(policiesOf(ACCOUNT, groups, where)), ACCOUNT, OFFER)!
      expect({ ...choices, groupIds: choices.groupIds.sort() }).toEqual({
        ...where,
        groupIds: groups.map(({ id }) => id).sort(),
      })
    }
  })

  it.each<[string, Partial<Token>]>([
    ['a refusal', { policies: [{ ...one('DNS Write'), effect: 'deny' }] }],
    [
      'an unknown permission',
      { policies: [{ ...one('DNS Write'), permissionGroups: [{ id: 'x', name: null }] }] },
    ],
    [
      'a bucket',
      { policies: [{ ...one('DNS Write'), resources: { 'com.cloudflare.edge.r2.bucket.a_b': '*' } }] },
    ],
    [
      'another account',
      { policies: [{ ...one('Billing Read'), resources: { 'com.cloudflare.api.account.x': '*' } }] },
    ],
    [
      'a zone permission on the account',
      { policies: [{ ...one('DNS Write'), resources: one('Billing Read').resources }] },
    ],
    [
      'zones that differ',
      {
        policies: [
          one('DNS Write'),
          { ...one('Zone Read'), resources: { [`com.cloudflare.api.account.zone.${ZONE}`]: '*' } },
        ],
      },
    ],
    ['a policy that holds more', { policies: [{ ...one('DNS Write'), more: true }] }],
    ['a policy that cannot be read', { policies: [one('DNS Write')], unreadablePolicies: 1 }],
  ])('are left alone by the form with %s', (_, values) =>
    expect(choicesOf({ ...tokenWith([]), ...values }, ACCOUNT, OFFER)).toBeNull(),
  )

  it('of users and of single buckets are not on offer', () => {
    expect(OFFER.some(({ name }) => name.includes('Bucket Item'))).toBe(false)
    const odd = { name: 'X', category: null, selectable: true }
    expect(offered([{ ...odd, id: 'u', scopes: [TOKEN_SCOPES.user] }])).toEqual([])
    expect(offered([{ ...odd, id: 'n', scopes: [TOKEN_SCOPES.zone], selectable: false }])).toEqual([])
    expect(offered([{ ...odd, id: 'b', scopes: [TOKEN_SCOPES.account, TOKEN_SCOPES.zone] }])[0]!.scope).toBe(
      'zone',
    )
  })
})

describe('words', () => {
  it.each([
    ['DNS Write', 'DNS: Edit'],
    ['Zone Read', 'Zone: Read'],
    ['Cache Purge', 'Cache Purge'],
    ['Access: Audit Logs Read', 'Access: Audit Logs: Read'],
  ])('%s is %s', (name, words) => expect(permissionName(name)).toBe(words))
  it('of a product that nobody knew are made of its own', () => {
    expect(productName('dns_and_zones')).toBe('DNS & Zones')
    expect(productName('brand_new_and_shiny')).toBe('Brand new & shiny')
    expect(productName(null)).toBe('Other')
  })
  it('say what a policy applies to, or its key', () =>
    expect(
      resourcesOf(
        {
          [`com.cloudflare.api.account.${ACCOUNT}`]: '*',
          [`com.cloudflare.api.account.zone.${ZONE}`]: '*',
          'com.cloudflare.edge.r2.bucket.a_b': '*',
        },
        ACCOUNT,
      ).map(resourceName),
    ).toEqual(['The account', ZONE, 'com.cloudflare.edge.r2.bucket.a_b']))
})

describe('what reaches nearly everything', () => {
  const all = (test: (name: string) => boolean) => OFFER.filter(({ name }) => test(name)).map(({ id }) => id)
  it('is asked about twice: most changes on the account, on all zones, or the making of tokens', () => {
    const everything = all(() => true)
    expect(breadthOf({ groupIds: everything, zones: 'all' }, OFFER)).toEqual(['account', 'zones', 'tokens'])
    expect(breadthOf({ groupIds: everything, zones: 'chosen' }, OFFER)).toEqual(['account', 'tokens'])
    expect(breadthOf({ groupIds: [idOf('Account API Tokens Write')], zones: 'all' }, OFFER)).toEqual([
      'tokens',
    ])
  })
  it('is no template', () => {
    for (const { picks } of TEMPLATES) {
      const groupIds = OFFER.filter(picks).map(({ id }) => id)
      expect(groupIds.length).toBeGreaterThan(0)
      expect(breadthOf({ groupIds, zones: 'all' }, OFFER)).toEqual([])
    }
  })
  it('is nothing where nothing is on offer', () =>
    expect(breadthOf({ groupIds: [], zones: 'all' }, [])).toEqual([]))
})

describe('times', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  it.each([
    ['active', { status: 'active', notBefore: null, expiresOn: null }],
    ['expired', { status: 'active', notBefore: null, expiresOn: '2026-11-22T11:59:59.000Z' }],
    ['upcoming', { status: 'active', notBefore: '2026-11-23T00:00:00.000Z', expiresOn: null }],
    ['disabled', { status: 'disabled', notBefore: '2026-11-23T00:00:00.000Z', expiresOn: null }],
    ['brand-new', { status: 'brand-new', notBefore: null, expiresOn: null }],
  ])('make it %s', (state, times) => expect(statusNow(times, now)).toBe(state))

  it('end soon within thirty days, while it works', () => {
    const ends = (expiresOn: string, status = 'active') =>
      toRow({ ...tokenWith([]), status, expiresOn }, ACCOUNT, now).endsSoon
    expect(ends('2026-12-22T12:00:00Z')).toBe(true)
    expect(ends('2026-12-22T12:00:01Z')).toBe(false)
    expect(ends('2026-12-01T00:00:00Z', 'disabled')).toBe(false)
  })
  it('are sent in whole seconds, and kept where the day is the same', () => {
    expect(momentOf('2026-12-24', 'end')).toBe('2026-12-24T23:59:59Z')
    expect(momentOf('2026-12-24', 'start')).toBe('2026-12-24T00:00:00Z')
    expect(momentOf('2026-12-24', 'end', '2026-12-24T13:15:00.000Z')).toBe('2026-12-24T13:15:00Z')
    expect(momentOf('', 'end', '2026-12-24T13:15:00.000Z')).toBeNull()
  })
})

it('a list’s address never breaks', () =>
  expect(TokenListQuery.parse({ status: 'x', sort: 'y', page: '-1', size: '7', name: ['a'] })).toEqual({
    name: '',
    status: '',
    sort: 'name',
    direction: 'asc',
    page: 1,
    size: 20,
  }))

it.each(['', 'short', `${'a'.repeat(40)}\nX-Evil: 1`, 'a b'.repeat(20)])(
  '%j is no value of a token',
  (value) => expect(VerifyToken.safeParse({ accountId: ACCOUNT, tokenId: ZONE, value }).success).toBe(false),
)

function one(name: string) {
  return { id: null, more: false, ...policiesOf(ACCOUNT, pick(name), { zones: 'all', zoneIds: [] })[0]! }
}

function tokenWith(policies: NewPolicy[]): Token {
  return {
    id: asId<TokenId>(ZONE)!,
    name: 'T',
    status: 'active',
    policies: policies.map((policy) => ({ id: null, more: false, ...policy })),
    unreadablePolicies: 0,
    requestIp: { in: [], notIn: [], reach: 'anyone' },
    changeable: true,
    kept: { policies: [], condition: null },
    issuedOn: null,
    modifiedOn: null,
    lastUsedOn: null,
    notBefore: null,
    expiresOn: null,
    creatorEmail: null,
  }
}
