import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { plainName } from '@/lib/core/names'
import { db } from '@/lib/db/client'
import { putTerms, type Term } from '@/lib/directory/terms'
import { asOwner } from '@/scripts/vitest/owner'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { find, findOfKind } = await import('./queries')

const upstream = useSandbox()

const asked = (query: string) => find(query, { 'zone.add': 'Add domain' }, async () => [])
const found = async (query: string) =>
  (await asked(query)).results
    .filter(({ kind }) => kind !== 'page')
    .map(({ kind, title, why }) => `${kind} ${title} (${why})`)

beforeEach(async () => {
  staff.role = 'support'
  await db().directoryPass.create({ data: { number: 1, listedAt: new Date(), endedAt: new Date() } })
})

it('ranks names: exactly it, its beginning, a word of it, a part of it; each by name', async () => {
  await given({
    'The Orchard': {},
    'Orchard Jewellers': {},
    Blackorchard: {},
    Orchard: {},
    'Orchard Berlin': {},
    Pear: {},
  })
  const expected = [
    'account Orchard (Name)',
    'account Orchard Berlin (Beginning of the name)',
    'account Orchard Jewellers (Beginning of the name)',
    'account The Orchard (Word of the name)',
    'account Blackorchard (Part of the name)',
  ]
  expect(await found('orchard')).toEqual(expected)
  for (const spelling of ['ORCHARD', ' órchard ', 'orchard.']) expect(await found(spelling)).toEqual(expected)
  expect((await asked('orchard')).results[1]).toMatchObject({
    accountName: null,
    goneAt: null,
    titleMarks: [[0, 7]],
    whyMarks: [],
  })
})

describe('each kind of scrap', () => {
  it.each([
    ['a part of a name', 'ewelle', 'account Orchard Jewellers (Part of the name)'],
    ['words in another order', 'jewellers orchard', 'account Orchard Jewellers (Word of the name)'],
    ['a name without its space', 'orchardjewellers', 'account Orchard Jewellers (Name)'],
    ['a domain', 'orchard-shop.com', 'zone orchard-shop.com (Domain)'],
    ['a part of a domain', 'chard-sho', 'zone orchard-shop.com (Part of the domain)'],
    ['a domain in another script', 'MÜNCHEN.de', 'zone münchen.de (Domain: xn--mnchen-3ya.de)'],
    ['a domain in punycode', 'xn--mnchen-3ya.de', 'zone münchen.de (Domain: xn--mnchen-3ya.de)'],
    ['a part of punycode', 'xn--mnch', 'zone münchen.de (Part of the domain: xn--mnchen-3ya.de)'],
    ['a web address', 'https://www.shop.orchard-shop.com/cart?x=1', 'zone orchard-shop.com (Domain)'],
    ['an e-mail address', 'Jane.Doe@Pear.example', 'member jane.doe@pear.example (E-mail address)'],
    [
      'a part of an e-mail address',
      'jane.d',
      'member jane.doe@pear.example (Beginning of the e-mail address)',
    ],
    ['another name', 'obsthof', 'account Orchard Jewellers (Other name: Obsthof GmbH)'],
    ['a tag', 'gold', 'account Orchard Jewellers (Tag: gold)'],
    ['a note', 'call back', 'account Orchard Jewellers (Word of the note: Please call back on Monday)'],
    ['the name of a token', 'deploy bot', 'token Deploy bot (Name)'],
    ['the id of an account', 'A'.repeat(32), `account Orchard Jewellers (Account ID ${'a'.repeat(32)})`],
    ['the id of a zone', '1'.repeat(32), `zone orchard-shop.com (Zone ID ${'1'.repeat(32)})`],
    ['the id of a member', '2'.repeat(32), `member jane.doe@pear.example (Member ID ${'2'.repeat(32)})`],
    ['the id of a token', '3'.repeat(32), `token Deploy bot (Token ID ${'3'.repeat(32)})`],
    ['the id of a unit', 'unit-ghij', 'unit Halyard Direct (Unit ID unit-ghij)'],
    ['a word that is mistyped', 'jewlelers', 'account Orchard Jewellers (Similar name)'],
    ['a domain that is mistyped', 'orchrad-shop.com', 'zone orchard-shop.com (Similar domain)'],
  ])('%s', async (_, query, first) => {
    await world()
    const [result] = await found(query)
    if (!first.startsWith('account') || !/other name|Other name|Tag|Note|note/.test(first))
      expect(result).toBe(first)
    else expect(result?.startsWith('account Orchard Jewellers')).toBe(true)
    const [{ accountId } = { accountId: '' }] = (await asked(query)).results
    if (!first.startsWith('unit')) expect(accountId).toMatch(/^a{32}$|^b{32}$/)
  })

  it('an address of the dashboard: its account and its domain', async () => {
    await world()
    expect(await found(`https://dash.cloudflare.com/${'a'.repeat(32)}/orchard-shop.com/dns`)).toEqual([
      `account Orchard Jewellers (Account ID ${'a'.repeat(32)})`,
      'zone orchard-shop.com (Domain)',
    ])
  })

  it('all of a ticket', async () => {
    await world()
    const ticket = `From: jane.doe@pear.example\nOur site https://www.orchard-shop.com/ is down!\nzone ${'4'.repeat(32)}`
    expect(await found(ticket)).toEqual([
      `zone münchen.de (Zone ID ${'4'.repeat(32)})`,
      'zone orchard-shop.com (Domain)',
      'member jane.doe@pear.example (E-mail address)',
      'person jane.doe@pear.example (This person)',
    ])
  })

  it('a domain whose owner looks like another is not exactly that', async () => {
    await given({ One: { zones: ['xn--mnchen-3ya.de'] }, Two: { zones: ['munchen.de'] } })
    expect(await found('munchen.de')).toEqual([
      'zone munchen.de (Domain)',
      'zone münchen.de (Domain: xn--mnchen-3ya.de)',
    ])
  })

  it('a subdomain leads to the nearest domain first', async () => {
    await given({ One: { zones: ['orchard.co.uk', 'shop.orchard.co.uk'] } })
    expect(await found('www.shop.orchard.co.uk')).toEqual([
      'zone shop.orchard.co.uk (Domain)',
      'zone orchard.co.uk (Domain)',
    ])
  })
})

it('begins with what was opened lately, where nothing is typed', async () => {
  const recent = [{ accountId: 'a1', name: 'Orchard', at: new Date().toISOString() }]
  const { results, complete } = await find('', {}, async () => recent)
  expect(results[0]).toMatchObject({ title: 'Orchard', why: 'Opened lately', href: '/accounts/a1' })
  expect(results[1]).toMatchObject({ kind: 'page' })
  expect(complete).toBe(true)
})

it('finds what is gone, after what is there, and says so', async () => {
  await given({ 'Orchard Alt': { gone: true, zones: ['orchard-alt.com'] }, 'Orchard New': {} })
  const { results } = await asked('orchard')
  expect(results.map(({ title, goneAt, href }) => [title, goneAt !== null, href.split('?')[0]])).toEqual([
    ['Orchard New', false, expect.stringMatching(/^\/accounts\//)],
    ['Orchard Alt', true, expect.stringMatching(/^\/accounts\//)],
    ['orchard-alt.com', true, expect.stringMatching(/^\/accounts\//)],
  ])
})

it('shows nothing that is not known to be ours', async () => {
  await given({ Orchard: { foreign: true, zones: ['orchard.com'], members: ['a@orchard.com'] } })
  expect(await found('orchard')).toEqual([])
  expect(await found('orchard.com')).toEqual([])
  expect(await found('a@orchard.com')).toEqual([])
})

describe('who may', () => {
  it.each([
    ['admin', true],
    ['operator', true],
    ['support', false],
    ['auditor', false],
  ] as const)('as %s, business names: %s', async (role, seen) => {
    await given({ Orchard: { business: 'Secret Holding Ltd' } })
    staff.role = role
    for (const query of ['secret holding', 'secret holding ltd', 'secrte holding', 'sec'])
      expect(JSON.stringify(await asked(query)).includes('Secret Holding')).toBe(seen)
  })

  it.each([
    ['admin', ['Create account', 'Staff', 'Activity']],
    ['operator', ['Create account']],
    ['support', []],
    ['auditor', ['Activity']],
  ] as const)('as %s, pages and actions', async (role, titles) => {
    staff.role = role
    for (const title of ['Create account', 'Staff', 'Activity']) {
      const { results } = await asked(title)
      const pages = results.filter(({ kind }) => kind === 'page').map((page) => page.title)
      expect(pages.includes(title)).toBe((titles as readonly string[]).includes(title))
    }
  })

  it('all that are there for a role, where nothing is typed', async () => {
    const titles = (await asked('  ')).results.map(({ title }) => title)
    expect(titles).toContain('Managed Accounts')
    expect(titles).not.toContain('Staff')
  })
})

describe('what was done in this console', () => {
  const operationId = randomUUID()
  const requestId = randomUUID()
  const ERROR = 'The zone orchard-shop.com already exists in another account.'
  const done = (of: object = {}) =>
    db().auditEvent.create({
      data: {
        operationId,
        requestId,
        phase: 'failed',
        action: 'zone.add',
        targetName: 'orchard-shop.com',
        accountId: 'a'.repeat(32),
        accountName: 'Orchard',
        errorText: ERROR,
        upstream: [
          { method: 'POST', path: '/zones', status: 400, ray: '8a1b2c3d4e5f6a7b-LHR', codes: [1061] },
        ],
        ...of,
      },
    })

  it.each([
    ['a request', requestId],
    ['an operation', `operation ${operationId.toUpperCase()} failed`],
    ['a ray', '8a1b2c3d4e5f6a7b-LHR'],
    ['a ray without its place', '8a1b2c3d4e5f6a7b'],
    ['an error', ERROR.toUpperCase()],
    ['a part of an error', 'zone orchard-shop.com already exists'],
    ['an error within a ticket', `Hello,\nyour tool says: "${ERROR}"\nWhat now?`],
  ])('is found by %s', async (_, query) => {
    const { id } = await done()
    await done({ operationId: randomUUID(), requestId: randomUUID(), errorText: null, upstream: [] })
    const its = async () => (await asked(query)).results.filter(({ kind }) => kind === 'activity')
    const [first, ...others] = await its()
    expect(others).toEqual([])
    expect(first).toMatchObject({
      id,
      title: 'Add domain: orchard-shop.com',
      accountId: 'a'.repeat(32),
      accountName: 'Orchard',
      href: `/accounts/${'a'.repeat(32)}/activity?event=${id}`,
    })
    staff.role = 'auditor'
    expect((await its())[0]).toMatchObject({ href: `/activity?event=${id}` })
  })

  it('outside of accounts, only by those who read the activity of everyone', async () => {
    await done({ accountId: null, accountName: null })
    expect((await asked(requestId)).results).toEqual([])
    staff.role = 'admin'
    expect((await asked(requestId)).results).toHaveLength(1)
  })
})

it('says how many there are, and lists them by pages', async () => {
  await given(
    Object.fromEntries(
      Array.from({ length: 130 }, (_, n) => [`Orchard ${n}`, n < 30 ? { zones: [`orchard${n}.com`] } : {}]),
    ),
  )
  const { results, counts } = await asked('orchard')
  expect(counts).toEqual({ account: { found: 100, more: true }, zone: { found: 30, more: false } })
  expect(results.filter(({ kind }) => kind === 'account')).toHaveLength(20)
  const page = await findOfKind('orchard', 'zone', 2, {})
  expect(page).toMatchObject({ page: 2, pageSize: 25, total: 30 })
  expect(page.results).toHaveLength(5)
})

it('answers the same twice', async () => {
  await given(
    Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [`Twin ${n % 2}`.padEnd(7 + (n % 3)), { id: hex() }]),
    ),
  )
  await given({ Same: {} })
  const first = await asked('twin')
  expect(await asked('twin')).toEqual(first)
})

describe('what is not read yet', () => {
  it('is said', async () => {
    await given({ Orchard: {} })
    expect((await asked('orchard')).complete).toBe(true)
    await given({ 'Orchard Two': { unread: true } })
    expect((await asked('orchard')).complete).toBe(false)
  })

  it('is looked for once at Cloudflare while not every account was listed', async () => {
    await db().directoryPass.deleteMany()
    await upstream.forgetCalls()
    const { results, complete, live } = await asked('Acme Logistics')
    expect([complete, live]).toEqual([false, true])
    expect(results.map(({ title, why }) => `${title}: ${why}`)).toContain(
      'Acme Logistics: Name, as Cloudflare has it now',
    )
    const named = (await upstream.calls('GET', '/accounts')).filter(({ path }) => path.includes('name='))
    expect(named.length).toBeLessThanOrEqual(1)
  })
})

it('counts lookups, and keeps nothing of what was typed', async () => {
  await given({ Orchard: {} })
  await asked('orchard')
  await asked('orchard')
  await asked('unheardofthing')
  await vi.waitFor(async () =>
    expect((await db().lookup.findMany()).map(({ kind, count }) => [kind, count]).sort()).toEqual([
      ['account', 2],
      ['none', 1],
    ]),
  )
  const tables = await db().$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`
  for (const { name } of tables) {
    const rows = await db().$queryRawUnsafe(`SELECT t::text AS row FROM "${name}" t`)
    expect(JSON.stringify(rows)).not.toContain('unheardofthing')
  }
})

it.each([
  ['quotes', `'"\`;-- ' OR 1=1`],
  ['wildcards', '%_%%__'],
  ['backslashes', '\\\\%\\'],
  ['NUL', 'a\0b'],
  ['half an emoji', '\uD83C orchard'],
  ['emoji', '🌮🎉'],
  ['right to left', '\u202Eorchard\u2066 שלום'],
  ['ten thousand letters', 'x'.repeat(10_000)],
  ['ten thousand words', 'ab '.repeat(5_000)],
  ['only dots', '....'],
  ['brackets', '((([[['],
  ['a lone @', '@'],
  ['control characters', '\u0001\u001F\u007F'],
])('answers %s', async (_, query) => {
  await given({ Orchard: { zones: ['orchard.com'] } })
  const answer = await asked(query)
  expect(answer.results.every(({ kind }) => kind !== 'page' || query.trim() !== '')).toBe(true)
  if (/[%_\\]/.test(query)) expect(answer.results).toEqual([])
})

it('draws hostile names as they are, marked in whole letters', async () => {
  await given({ '"><img src=x onerror=alert(1)>': {}, 'a\u202Eb🌮c taco': {} })
  expect((await asked('img src')).results[0]).toMatchObject({
    titleMarks: [
      [3, 6],
      [7, 10],
    ],
  })
  const [taco] = (await asked('c taco')).results
  expect(taco?.titleMarks.map(([from, to]) => taco.title.slice(from, to))).toEqual(['c', 'taco'])
})

it('finds parts where pg_trgm cannot be had, and nothing mistyped where fuzzystrmatch cannot', async () => {
  await given({ Orchard: {} })
  await asOwner('DROP EXTENSION fuzzystrmatch')
  await asOwner('DROP EXTENSION pg_trgm CASCADE')
  expect(await found('chard')).toEqual(['account Orchard (Part of the name)'])
  expect(await found('orchrad')).toEqual([])
  expect((await asked('orchrad')).complete).toBe(true)
})

type Given = {
  id?: string
  zones?: string[]
  members?: string[]
  business?: string
  gone?: boolean
  foreign?: boolean
  unread?: boolean
}
let counter = 0
const hex = () => (++counter).toString(16).padStart(32, 'c')

async function given(accounts: Record<string, Given>): Promise<void> {
  const terms: Term[] = []
  const seenAt = new Date()
  for (const [name, { id = hex(), zones = [], members = [], ...of }] of Object.entries(accounts)) {
    await db().directoryAccount.create({
      data: {
        id,
        name,
        sortName: plainName(name),
        tenantId: of.foreign ? null : 't1',
        seenAt,
        readAt: of.unread ? null : seenAt,
        goneAt: of.gone ? seenAt : null,
      },
    })
    terms.push({ kind: 'account', subjectId: id, accountId: id, text: name })
    if (of.business) terms.push({ kind: 'business', subjectId: id, accountId: id, text: of.business })
    for (const zone of zones) terms.push(await zoneOf(hex(), id, zone))
    for (const email of members) terms.push(await memberOf(hex(), id, email))
  }
  await putTerms(db(), terms)
}

async function zoneOf(id: string, accountId: string, name: string): Promise<Term> {
  await db().directoryZone.create({ data: { id, accountId, name, seenAt: new Date() } })
  return { kind: 'zone', subjectId: id, accountId, text: name }
}

async function memberOf(id: string, accountId: string, email: string): Promise<Term> {
  const data = { id, accountId, email, seenAt: new Date(), roles: [], policies: [] }
  await db().directoryMember.create({ data })
  return { kind: 'member', subjectId: id, accountId, text: email }
}

/** A customer with one of everything, and another. */
async function world(): Promise<void> {
  const [orchard, pear] = ['a'.repeat(32), 'b'.repeat(32)]
  await given({ 'Orchard Jewellers': { id: orchard }, 'Pear & Sons': { id: pear } })
  const token = '3'.repeat(32)
  await db().directoryToken.create({
    data: { id: token, accountId: orchard, name: 'Deploy bot', seenAt: new Date() },
  })
  await db().directoryUnit.create({
    data: { id: 'unit-ghij', tenantId: 't1', name: 'Halyard Direct', seenAt: new Date() },
  })
  const of = (kind: Term['kind'], subjectId: string, text: string): Term => ({
    kind,
    subjectId,
    accountId: orchard,
    text,
  })
  await putTerms(db(), [
    await zoneOf('1'.repeat(32), orchard, 'orchard-shop.com'),
    await zoneOf('4'.repeat(32), pear, 'xn--mnchen-3ya.de'),
    await memberOf('2'.repeat(32), pear, 'jane.doe@pear.example'),
    of('token', token, 'Deploy bot'),
    of('alias', 'l1', 'Obsthof GmbH'),
    of('tag', 'l2', 'gold'),
    of('note', 'n1', 'Please call back on Monday'),
  ])
}
