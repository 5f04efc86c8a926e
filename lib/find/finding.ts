import 'server-only'
import { domainToUnicode } from 'node:url'
import { may, type Role } from '@/lib/auth/permissions'
import { asciiDomain } from '@/lib/core/domains'
import { plainName } from '@/lib/core/names'
import type { Labels } from '@/lib/audit/schema'
import { Prisma } from '@/lib/db/generated/client'
import { foldTerm, subjectOf, type TermKind } from '@/lib/directory/terms'
import {
  candidates,
  exactly,
  lookingUp,
  mistyped,
  tellsDistances,
  tookTooLong,
  type Candidate,
  type Read,
} from './candidates'
import { personHref } from '@/lib/people/constants'
import type { Recent } from '@/lib/views/schema'
import { accountsNow } from './live'
import { operationsBy } from './operations'
import { placesOf } from './places'
import { excerpt, marksOf, RANK, rankOf, squeeze, wanted as wantedOf, type Rank, type Wanted } from './ranks'
import { readScraps, type Scraps } from './scraps'
import { FOUND_MAX, KINDS, type FindAnswer, type FindResult } from './schema'

type ThingKind = 'account' | 'zone' | 'member' | 'token' | 'unit'

/** Something that matches, before it is known what it is called. */
type Hit = {
  kind: ThingKind
  id: string
  rank: Rank
  /** Of similar ones: by how many letters they differ. */
  distance: number
  /** The term that it was found by; null where its id was given. */
  by: Candidate | null
  why: string
  /** With what the reason ends that is not the title. */
  shown: string | null
  /** What is to be marked in that, or in the title. */
  marked: string[]
}

type Ranked = FindResult & { rank: Rank; distance: number }

/** Who looks, and what actions are called. */
export type Asking = { id: string; role: Role; labels: Labels }

/** Everything that matches, in rank order: at most `FOUND_MAX` of a kind. Nothing of what was typed is kept. */
export async function findAll(query: string, asking: Asking): Promise<FindAnswer> {
  const { role } = asking
  const scraps = readScraps(query)
  const wanted = scraps.name === null ? null : wantedOf(scraps.name)
  const { things, listed, complete } = await lookingUp((read) => searched(read, scraps, wanted, role)).catch(
    (error: unknown) => {
      if (tookTooLong(error)) return { things: [], listed: true, complete: false }
      throw error
    },
  )
  const known = new Set(things.map(({ id }) => id))
  const unknown = scraps.ids.filter(
    (id) => /^[0-9a-f]{32}$/.test(id) && !things.some((thing) => thing.id === id),
  )
  const now = listed || !wanted ? [] : await accountsNow(asking, wanted)
  const operations = await operationsBy(scraps, unknown, asking)
  const pages = wanted ? placesOf(role, wanted).map((place) => placeResult(place, wanted.tokens)) : []
  const live = now.filter(({ id }) => !known.has(id))
  const all = [...things, ...peopleOf(things, scraps.emails), ...live, ...operations, ...pages]
  return { ...toAnswer(all), complete, live: !listed && wanted !== null }
}

/** Where people go from here, of a box that is empty: what they opened lately, then pages and actions. */
export function startingPoints({ role }: Pick<Asking, 'role'>, recent: Recent[]): FindAnswer {
  const lately = recent.map(({ accountId, name }): FindResult => ({
    kind: 'account',
    id: accountId,
    accountId,
    title: name ?? accountId,
    why: 'Opened lately',
    href: `/accounts/${accountId}`,
    accountName: null,
    goneAt: null,
    titleMarks: [],
    whyMarks: [],
  }))
  const places = placesOf(role, null).map((place) => withoutRank(placeResult(place, [])))
  return { results: [...lately, ...places], complete: true, live: false, counts: {} }
}

async function searched(read: Read, scraps: Scraps, wanted: Wanted | null, role: Role) {
  const hits = [
    ...(await byId(read, scraps.ids, role)),
    ...(await byDomain(read, scraps)),
    ...(await exactly(read, 'member', scraps.emails)).map((term) =>
      hitOf(
        term,
        RANK.name,
        scraps.emails.map((email) => squeeze(email)),
      ),
    ),
  ]
  if (wanted) {
    for (const term of await candidates(read, wanted, role)) {
      const rank = rankOf(term, wanted)
      if (rank !== null) hits.push(hitOf(term, rank, wanted.tokens))
    }
    if (hits.length === 0 && (await tellsDistances(read))) hits.push(...(await similar(read, wanted, role)))
  }
  return {
    things: await resolved(read, bestOf(hits), role),
    ...(await howFar(read)),
  }
}

async function byId(read: Read, ids: string[], role: Role): Promise<Hit[]> {
  if (ids.length === 0) return []
  const of = (kind: ThingKind, table: string) =>
    Prisma.sql`SELECT ${kind} AS kind, id FROM ${Prisma.raw(table)} WHERE id = ANY(${ids}::text[])`
  const found = await read<{ kind: ThingKind; id: string }>(
    Prisma.sql`${Prisma.join(
      [
        of('account', 'directory_account'),
        ...(may(role, 'tenants.read') ? [of('unit', 'directory_unit')] : []),
        ...(may(role, 'zones.read') ? [of('zone', 'directory_zone')] : []),
        ...(may(role, 'members.read') ? [of('member', 'directory_member')] : []),
        ...(may(role, 'tokens.read') ? [of('token', 'directory_token')] : []),
      ],
      ' UNION ALL ',
    )}`,
  )
  return found.map(({ kind, id }) => ({
    kind,
    id,
    rank: RANK.id,
    distance: 0,
    by: null,
    why: `${NOUNS[kind]} ID ${id}`,
    shown: id,
    marked: [squeeze(id)],
  }))
}

async function byDomain(read: Read, { domains, mailDomains }: Scraps): Promise<Hit[]> {
  const found = await exactly(read, 'zone', [...domains, ...mailDomains])
  return found.flatMap((term) => {
    const name = asciiDomain(term.text) ?? term.text
    const marked = [squeeze(domainToUnicode(name) || name)]
    // One in another script whose letters only look alike is as good as a name.
    if (domains.includes(name))
      return { ...hitOf(term, RANK.domain, marked), distance: domains.indexOf(name) }
    if (mailDomains.includes(name))
      return { ...hitOf(term, RANK.part, marked), why: 'Domain of the e-mail address' }
    return []
  })
}

async function similar(read: Read, wanted: Wanted, role: Role): Promise<Hit[]> {
  const { found, variants } = await mistyped(read, wanted, role)
  return found.flatMap((term) => {
    const words = foldTerm(term.text, term.kind).words
    let distance = 0
    const meant: string[] = []
    for (const its of variants) {
      const nearest = [...its].find(([word]) => words.includes(word))
      if (!nearest) return []
      meant.push(nearest[0])
      distance += nearest[1]
    }
    return { ...hitOf(term, RANK.similar, meant), distance }
  })
}

const NOUNS: Record<ThingKind, string> = {
  account: 'Account',
  zone: 'Zone',
  member: 'Member',
  token: 'Token',
  unit: 'Unit',
}

const THINGS: Record<TermKind, ThingKind> = {
  account: 'account',
  business: 'account',
  alias: 'account',
  tag: 'account',
  note: 'account',
  zone: 'zone',
  member: 'member',
  token: 'token',
}

const NAMES: Record<TermKind, string> = {
  account: 'name',
  business: 'business name',
  alias: 'other name',
  tag: 'tag',
  note: 'note',
  zone: 'domain',
  member: 'e-mail address',
  token: 'name',
}

const MATCHED: Record<Rank, (name: string) => string> = {
  [RANK.id]: (name) => name,
  [RANK.domain]: (name) => name,
  [RANK.name]: (name) => name,
  [RANK.prefix]: (name) => `beginning of the ${name}`,
  [RANK.word]: (name) => `word of the ${name}`,
  [RANK.part]: (name) => `part of the ${name}`,
  [RANK.similar]: (name) => `similar ${name}`,
}

function hitOf(term: Candidate, rank: Rank, tokens: string[]): Hit {
  const kind = THINGS[term.kind]
  const own = kind !== 'account' || term.kind === 'account'
  const shown = own ? null : term.kind === 'note' ? excerpt(term.text, tokens) : term.text
  const why = capital(MATCHED[rank](NAMES[term.kind]))
  return {
    kind,
    id: kind === 'account' ? term.accountId : subjectOf(term.subjectId),
    rank,
    distance: 0,
    by: term,
    why: shown === null ? why : `${why}: ${shown}`,
    shown,
    marked: tokens,
  }
}

/** One hit a thing, the best; of each kind one more than are shown. */
function bestOf(hits: Hit[]): Hit[] {
  const best = new Map<string, Hit>()
  for (const hit of hits.sort(byRank)) {
    const key = `${hit.kind} ${hit.id}`
    if (!best.has(key)) best.set(key, hit)
  }
  const kept = new Map<ThingKind, Hit[]>()
  for (const hit of best.values()) {
    const its = kept.get(hit.kind) ?? []
    if (its.length <= FOUND_MAX) its.push(hit)
    kept.set(hit.kind, its)
  }
  return [...kept.values()].flat()
}

function byRank(a: Hit, b: Hit): number {
  return (
    a.rank - b.rank ||
    a.distance - b.distance ||
    compare(a.by?.norm ?? '', b.by?.norm ?? '') ||
    compare(a.id, b.id) ||
    compare(a.by?.kind ?? '', b.by?.kind ?? '')
  )
}

type Thing = {
  kind: ThingKind
  id: string
  accountId: string | null
  accountName: string | null
  accountGone: Date | null
  name: string | null
  goneAt: Date | null
  tenantId: string | null
}

/** What they are called, whose they are, and whether they are there. What is not known to be ours is left out. */
async function resolved(read: Read, hits: Hit[], role: Role): Promise<Ranked[]> {
  if (hits.length === 0) return []
  const ids = (kind: ThingKind) => hits.filter((hit) => hit.kind === kind).map(({ id }) => id)
  const inAccount = (kind: ThingKind, table: string, name: string) => Prisma.sql`
    SELECT ${kind} AS kind, thing.id, account_id AS "accountId", account.name AS "accountName",
      account.gone_at AS "accountGone", thing.${Prisma.raw(name)} AS name, thing.gone_at AS "goneAt", NULL AS "tenantId"
    FROM ${Prisma.raw(table)} thing JOIN directory_account account ON account.id = account_id AND tenant_id IS NOT NULL
    WHERE thing.id = ANY(${ids(kind)}::text[])`
  const things = await read<Thing>(Prisma.sql`
    SELECT 'account' AS kind, id, id AS "accountId", name AS "accountName", gone_at AS "accountGone", name,
      gone_at AS "goneAt", NULL AS "tenantId"
    FROM directory_account WHERE id = ANY(${ids('account')}::text[]) AND tenant_id IS NOT NULL
    UNION ALL ${inAccount('zone', 'directory_zone', 'name')}
    UNION ALL ${inAccount('member', 'directory_member', 'email')}
    UNION ALL ${inAccount('token', 'directory_token', 'name')}
    UNION ALL
    SELECT 'unit' AS kind, id, NULL, NULL, NULL, name, gone_at, tenant_id
    FROM directory_unit WHERE id = ANY(${ids('unit')}::text[])`)
  const byKey = new Map(things.map((thing) => [`${thing.kind} ${thing.id}`, thing]))
  return hits.flatMap((hit) => {
    const thing = byKey.get(`${hit.kind} ${hit.id}`)
    return thing ? [toResult(hit, thing, role)] : []
  })
}

function toResult(hit: Hit, thing: Thing, role: Role): Ranked {
  const { kind, id, rank, distance, shown, marked } = hit
  const name = thing.name ?? id
  const title = kind === 'zone' ? domainToUnicode(name) || name : name
  const why = kind === 'zone' && title !== name && shown === null ? `${hit.why}: ${name}` : hit.why
  const before = why.length - (shown?.length ?? 0)
  return {
    kind,
    id,
    accountId: thing.accountId,
    title,
    why,
    href: hrefOf(thing, role),
    accountName: kind === 'account' || kind === 'unit' ? null : thing.accountName,
    goneAt: (thing.goneAt ?? thing.accountGone)?.toISOString() ?? null,
    titleMarks: shown === null ? marksOf(title, marked) : [],
    whyMarks: shown === null ? [] : marksOf(shown, marked).map(([from, to]) => [before + from, before + to]),
    rank,
    distance,
  }
}

/** Those whose whole address was given: with every account where they are members. */
function peopleOf(things: Ranked[], emails: string[]): Ranked[] {
  return emails.flatMap((email) => {
    const memberships = things.filter(
      ({ kind, title, goneAt }) => kind === 'member' && title === email && !goneAt,
    )
    if (memberships.length === 0) return []
    const accounts = memberships.length > 1 ? 'All accounts of this person' : 'This person'
    return {
      kind: 'person',
      id: email,
      accountId: null,
      title: email,
      why: accounts,
      href: personHref(email),
      accountName: null,
      goneAt: null,
      titleMarks: marksOf(email, [squeeze(email)]),
      whyMarks: [],
      rank: RANK.name,
      distance: 0,
    }
  })
}

/** Of what is gone, the page of what it was in; of a gone account, what is on record about it. */
function hrefOf({ kind, id, accountId, accountGone, goneAt, tenantId }: Thing, role: Role): string {
  if (kind === 'unit') return `/tenants?tenant=${encodeURIComponent(tenantId ?? '')}`
  const account = `/accounts/${accountId}`
  if (accountGone) return may(role, 'activity.read') ? `/activity?account=${accountId}` : account
  if (kind === 'account') return account
  return goneAt ? `${account}/${kind}s` : `${account}/${kind}s/${id}`
}

function placeResult(place: ReturnType<typeof placesOf>[number], tokens: string[]): Ranked {
  const { title, href, rank } = place
  return {
    kind: 'page',
    id: href,
    accountId: null,
    title,
    why: href.endsWith('/new') || href.endsWith('/import') ? 'Action' : 'Page',
    href,
    accountName: null,
    goneAt: null,
    titleMarks: marksOf(title, tokens),
    whyMarks: [],
    rank,
    distance: 0,
  }
}

/** Whether every account was listed, and whether what is in each was read too. */
async function howFar(read: Read): Promise<{ listed: boolean; complete: boolean }> {
  const [state] = await read<{ listed: boolean; unread: boolean }>(Prisma.sql`
    SELECT EXISTS (SELECT FROM directory_pass WHERE listed_at IS NOT NULL) AS listed,
      EXISTS (
        SELECT FROM directory_account WHERE read_at IS NULL AND gone_at IS NULL AND tenant_id IS NOT NULL
      ) AS unread`)
  const { listed, unread } = state!
  return { listed, complete: listed && !unread }
}

function toAnswer(ranked: Ranked[]): Pick<FindAnswer, 'results' | 'counts'> {
  const counts: FindAnswer['counts'] = {}
  const results: FindResult[] = []
  for (const result of inOrder(ranked).map(withoutRank)) {
    const count = (counts[result.kind] ??= { found: 0, more: false })
    if (count.found === FOUND_MAX) count.more = true
    else {
      count.found++
      results.push(result)
    }
  }
  return { results, counts }
}

function withoutRank({ rank: _rank, distance: _distance, ...result }: Ranked): FindResult {
  return result
}

const ORDER = Object.keys(KINDS)

function inOrder(ranked: Ranked[]): Ranked[] {
  return ranked
    .map((each) => ({ each, name: plainName(each.title) }))
    .sort(
      ({ each: a, name }, { each: b, name: other }) =>
        a.rank - b.rank ||
        a.distance - b.distance ||
        ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
        Number(a.goneAt !== null) - Number(b.goneAt !== null) ||
        compare(name, other) ||
        compare(a.id, b.id),
    )
    .map(({ each }) => each)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
