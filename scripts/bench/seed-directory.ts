import { createHash } from 'node:crypto'
import type { Client } from 'pg'
import { plainName } from '@/lib/core/names'
import { foldTerm, type TermKind } from '@/lib/directory/terms'
import { SEED } from '@/lib/sandbox/seed'

const ZONES_OF_TEN = 25
const MEMBERS = 3
const AT_ONCE = 2_000

const FIRST =
  'Amber Bold Calm Copper Coral Crimson Eager Early Fair Golden Grand Grüne Happy Ivory Jolly Keen Lunar Misty Noble Olive Proud Quiet Rapid Royal Silver Solar Zürcher'
const SECOND =
  'Anchor Bakery Bridge Canyon Castle Clinic Dental Forge Garden Harbor Island Kitchen Lantern Market Meadow Orchard Pharmacy Quarry River Studio Summit Travel Valley Wharf Works Łódź Café'
const FORM = 'Ltd GmbH Inc LLC S.A. B.V. Co. & Sons'
const NAMES = 'anna ben carla dario elif femi greta hugo ines jonas karim lena mona nils olga pavel'
const ENDS = 'com net org io de shop'
const pick = (list: string, n: number) => {
  const words = list.split(' ')
  return words[n % words.length]!
}
const id = (kind: string, n: number) => createHash('md5').update(`${kind}${n}`).digest('hex')

/** The accounts that the seed makes, each by its number. */
export const accountAt = (n: number) => {
  const name = `${pick(FIRST, Math.floor(n / 27))} ${pick(SECOND, n)} ${n} ${pick(FORM, Math.floor(n / 7))}`
  return { id: id('large-account', n), name, domain: domainAt(n * ZONES_OF_TEN) }
}

/** Two or three zones of each account: ten accounts have twenty-five. */
const domainAt = (tenths: number) => {
  const n = Math.floor(tenths / 10)
  const word = plainName(`${pick(FIRST, n)} ${pick(SECOND, Math.floor(n / 27))}`).replace(/[^a-z]/g, '')
  return `${word}-${n}.${pick(ENDS, n)}`
}

/** The e-mail address of a member: some people are in many accounts. */
export const emailAt = (n: number) =>
  n % 50 === 0
    ? `${pick(NAMES, n / 50)}@agency-${n % 11}.com`
    : `${pick(NAMES, n)}.${n}@${plainName(pick(SECOND, n)).replace(/[^a-z]/g, '')}.example`

type Rows = Record<string, unknown[]>

/**
 * Fills the directory with so many accounts, and with what is in them, as if they had been read. Connects as the
 * database's owner; does nothing where there are as many already.
 */
export async function seedDirectory(owner: Client, accounts: number): Promise<void> {
  const { rows } = await owner.query<{ count: number }>('select count(*)::int from directory_account')
  if (rows[0]!.count >= accounts) return
  const tables = [
    'directory_account',
    'directory_zone',
    'directory_member',
    'directory_subscription',
    'directory_token',
    'directory_term',
  ]
  // An index over rows that are there is made in a fraction of the time.
  const { rows: indexes } = await owner.query<{ indexname: string; indexdef: string }>(
    `select indexname, indexdef from pg_indexes where tablename = any($1) and indexname not like '%_pkey'`,
    [tables],
  )
  await owner.query(`set maintenance_work_mem = '1GB'; set synchronous_commit = off`)
  await owner.query('begin')
  await owner.query(`truncate ${tables.join(', ')}, directory_word, directory_unit, directory_pass`)
  for (const { indexname } of indexes) await owner.query(`drop index "${indexname}"`)
  const units = [SEED.units.direct.id, SEED.units.resale.id]
  await insert(owner, 'directory_unit', {
    id: units,
    tenant_id: units.map(() => SEED.tenant.tag),
    tenant_name: units.map(() => 'Northwind'),
    name: ['Direct', 'Resale'],
    seen_at: units.map(() => new Date()),
  })
  const words = new Set<string>()
  for (let from = 0; from < accounts; from += AT_ONCE)
    await batch(owner, from, Math.min(accounts, from + AT_ONCE), units, words)
  await insert(owner, 'directory_word', { word: [...words] })
  await owner.query(
    `insert into directory_pass (number, stretch, list, listed_at, ended_at) values (1, 1, '', now(), now())`,
  )
  for (const { indexdef } of indexes) await owner.query(indexdef)
  await owner.query('commit')
  await owner.query(`vacuum analyze ${tables.join(', ')}, directory_word`)
}

async function batch(owner: Client, from: number, to: number, units: string[], words: Set<string>) {
  const now = new Date()
  const day = (n: number) => new Date(now.getTime() - (n % 700) * 86_400_000)
  const terms: Rows = { kind: [], subject_id: [], account_id: [], text: [], norm: [], squeezed: [] }
  const term = (kind: TermKind, subject: string, account: string, text: string) => {
    const folded = foldTerm(text, kind)
    for (const word of folded.words) words.add(word)
    add(terms, {
      kind,
      subject_id: subject,
      account_id: account,
      text,
      norm: folded.norm,
      squeezed: folded.squeezed,
    })
  }
  const made: Record<string, Rows> = {
    directory_account: {},
    directory_zone: {},
    directory_member: {},
    directory_subscription: {},
    directory_token: {},
  }
  for (let n = from; n < to; n++) {
    const account = accountAt(n)
    const zones = n % 2 === 0 ? 2 : 3
    const plan = pick('Free Free Free Free Pro Business Enterprise', n)
    add(made.directory_account!, {
      id: account.id,
      name: account.name,
      sort_name: plainName(account.name),
      type: n % 9 === 0 ? 'enterprise' : 'standard',
      unit_id: units[n % units.length],
      tenant_id: SEED.tenant.tag,
      created_on: day(n),
      two_factor: n % 3 === 0,
      zones,
      members: MEMBERS,
      plans: `{${plan}}`,
      plans_read: true,
      kyc_read: true,
      kyc_given: n % 20 === 0 ? '{}' : '{businessName,businessEmail}',
      attention: n % 40 === 0 ? 1 : 0,
      seen_at: now,
      first_seen_at: day(n),
      read_at: now,
      due_at: new Date(now.getTime() + 86_400_000),
    })
    term('account', account.id, account.id, account.name)
    for (let z = 0; z < zones; z++) {
      const nth = Math.floor((n * ZONES_OF_TEN) / 10) + z
      const name = domainAt(nth * 10)
      const zone = id('large-zone', nth * 3 + z)
      add(made.directory_zone!, {
        id: zone,
        account_id: account.id,
        name,
        status: nth % 60 === 0 ? 'pending' : nth % 400 === 0 ? 'moved' : 'active',
        status_since: day(nth % 25),
        type: 'full',
        paused: false,
        plan_id: plan.toLowerCase(),
        plan_name: plan,
        plan_read_at: now,
        name_servers: '{ada.ns.example,bob.ns.example}',
        created_on: day(nth % 25),
        seen_at: now,
      })
      term('zone', zone, account.id, name)
    }
    for (let m = 0; m < MEMBERS; m++) {
      const nth = n * MEMBERS + m
      const member = id('large-member', nth)
      const email = emailAt(nth)
      add(made.directory_member!, {
        id: member,
        account_id: account.id,
        email,
        status: nth % 30 === 0 ? 'pending' : 'accepted',
        status_since: day(nth % 40),
        two_factor: nth % 2 === 0,
        roles: JSON.stringify([{ id: 'r', name: nth % 5 === 0 ? 'Super Administrator' : 'Administrator' }]),
        policies: '[]',
        seen_at: now,
      })
      term('member', member, account.id, email)
    }
    if (n % 2 === 0)
      add(made.directory_subscription!, {
        id: id('large-subscription', n),
        account_id: account.id,
        rate_plan_id: 'TEAMS_FREE',
        name: 'Zero Trust Free',
        state: n % 500 === 0 ? 'Failed' : 'Paid',
        seen_at: now,
      })
    if (n % 3 === 0)
      add(made.directory_token!, {
        id: id('large-token', n),
        account_id: account.id,
        name: `deploy ${n}`,
        status: 'active',
        issued_on: day(n),
        modified_on: day(n),
        expires_on: n % 90 === 0 ? new Date(now.getTime() + 10 * 86_400_000) : null,
        seen_at: now,
      })
  }
  for (const [table, rows] of Object.entries(made)) await insert(owner, table, rows)
  await insert(owner, 'directory_term', terms)
}

function add(rows: Rows, row: Record<string, unknown>): void {
  for (const [column, value] of Object.entries(row)) (rows[column] ??= []).push(value)
}

async function insert(owner: Client, table: string, rows: Rows): Promise<void> {
  const columns = Object.keys(rows)
  if (columns.length === 0) return
  const { rows: types } = await owner.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass`,
    [table],
  )
  const typeOf = (column: string) => types.find(({ name }) => name === column)!.type
  // An array of arrays would be one of two dimensions: these come as text.
  const cast = (column: string) => (typeOf(column).endsWith('[]') ? 'text[]' : `${typeOf(column)}[]`)
  await owner.query(
    `insert into ${table} (${columns.join(', ')})
     select ${columns.map((column) => `${column}::${typeOf(column)}`).join(', ')}
     from unnest(${columns.map((column, n) => `$${n + 1}::${cast(column)}`).join(', ')}) as came (${columns.join(', ')})
     on conflict do nothing`,
    Object.values(rows),
  )
}
