import { createHash } from 'node:crypto'
import pg from 'pg'
import { SEED } from '@/lib/sandbox/seed'
import { step } from '../console.mjs'
import type { App } from './app'
import { seedActivity } from './seed-activity'

export const ROWS = 3_000_000
const RUNS = 6
const AT_ONCE = 12
const OTHER_PAGE = '/service-users'
const OTHER_RUNS = 20
/** So many days of two years are exported: a hundred thousand rows, which are half as many lines. */
const EXPORT_DAYS = 24

export type Search = { what: string; milliseconds: number[] }

export type Measured = {
  searches: Search[]
  /** Of another page: alone, and while twelve searches are always on their way. */
  other: { quiet: number[]; meanwhile: number[] }
  /** Rows a second of the export, and of a bare COPY of its query. */
  transfer: { exported: number; copied: number }[]
}

/** Fills the audit of an app and searches it, page by page, in the name of whom the cookies are of. */
export async function searchActivity(app: App, cookies: [string, string]): Promise<Measured> {
  const owner = new pg.Client({ connectionString: app.running.databaseOwnerUrl! })
  await owner.connect()
  try {
    await step(`Writing ${ROWS.toLocaleString('en')} rows of activity (minutes, once)`, () =>
      seedActivity(owner, ROWS),
    )
    const addresses = await filters(owner)
    const searches = await step('Searching them', () => eachSearch(app, addresses, cookies[0]))
    const other = await step('Opening another page meanwhile', () => otherPage(app, addresses, cookies))
    const transfer = await step('Exporting', () => transfers(app, owner, cookies[0]))
    return { searches, other, transfer }
  } finally {
    await owner.end()
  }
}

/** What people look for: what is there a lot of, what is rare, what is not there, and several at once. */
async function filters(client: pg.Client): Promise<Record<string, Record<string, string>>> {
  const { rows } = await client.query<{ ray: string; request: string }>(
    `select upstream -> 0 ->> 'ray' as ray, request_id as request from audit_event
     where seq > $1 and upstream is not null order by seq limit 1`,
    [ROWS / 2],
  )
  const { ray, request } = rows[0]!
  const account = (n: number) => md5(`account${n}`)
  const often = personId(0)
  const seldom = personId(199)
  return {
    'nothing: the newest': {},
    'a person with much': { person: often },
    'a person with little': { person: seldom },
    'acts of the system': { person: 'system' },
    'acts of nobody': { person: 'nobody' },
    'an action': { action: 'token.roll' },
    'an action that never was': { action: 'sandbox.reset' },
    'a result': { result: 'denied' },
    'in progress': { result: 'in-progress' },
    'a person and an action': { person: seldom, action: 'token.roll' },
    'a person and an action never': { person: often, action: 'sandbox.reset' },
    'the system, a result and an action': { person: 'system', result: 'denied', action: 'token.roll' },
    'an account by its id': { account: account(9_000) },
    'an account by its name': { account: 'Silver Harbor' },
    'three letters that many have': { q: 'ltd' },
    'three of a number': { q: 'abc' },
    'four of a number': { q: 'abcd' },
    'a word': { q: 'harbor' },
    'an email address': { q: 'person12@' },
    'what is not there': { q: 'zzzqq' },
    'a ray': { q: ray },
    'a request': { q: request },
    'a word and a person': { q: 'harbor', person: seldom },
    'a day a year ago': { from: day(365), to: day(365) },
    'two months and a word': { from: day(400), to: day(340), q: 'harbor' },
    'a tenant': { tenant: SEED.tenant.tag },
    'a tenant, a word and long ago': { tenant: SEED.tenant.tag, q: 'harbor', to: day(500) },
    'all but the last two months, and a result': { to: day(60), result: 'denied' },
  }
}

async function eachSearch(
  app: App,
  addresses: Record<string, Record<string, string>>,
  cookie: string,
): Promise<Search[]> {
  const searches: Search[] = []
  for (const [what, filter] of Object.entries(addresses)) {
    const milliseconds: number[] = []
    for (let run = -1; run < RUNS; run++) {
      const took = await timing(() => open(app, `/activity?${new URLSearchParams(filter)}`, cookie))
      if (run >= 0) milliseconds.push(took)
    }
    searches.push({ what, milliseconds })
  }
  return searches
}

async function otherPage(
  app: App,
  addresses: Record<string, Record<string, string>>,
  [searching, other]: [string, string],
): Promise<Measured['other']> {
  const times = async () => {
    const found: number[] = []
    for (let run = 0; run < OTHER_RUNS; run++) found.push(await timing(() => open(app, OTHER_PAGE, other)))
    return found
  }
  await times()
  const quiet = await times()
  let going = true
  const list = Object.values(addresses)
  const burst = async () => {
    for (let turn = 0; going; turn++) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) =>
          open(app, `/activity?${new URLSearchParams(list[(turn * AT_ONCE + n) % list.length])}`, searching),
        ),
      )
      // People read what they found.
      await new Promise((resolve) => setTimeout(resolve, 2_000))
    }
  }
  const bursts = burst()
  const meanwhile = await times()
  going = false
  await bursts
  return { quiet, meanwhile }
}

async function transfers(app: App, client: pg.Client, cookie: string): Promise<Measured['transfer']> {
  const from = day(EXPORT_DAYS)
  const query = `copy (
    select e.* from audit_event e where e.at >= '${from}' and (e.phase <> 'attempted' or (
      select o.seq from audit_event o where o.attempt_id = e.attempt_id and o.phase <> 'attempted' limit 1
    ) is null) order by e.seq desc
  ) to stdout csv`
  const found: Measured['transfer'] = []
  for (let run = -1; run < 3; run++) {
    const copied = await rowsASecond(() => copy(client, query))
    const exported = await rowsASecond(() => download(app, `/api/activity/export?from=${from}`, cookie))
    if (run >= 0) found.push({ copied, exported })
  }
  return found
}

/** Rows read per second. */
async function rowsASecond(read: () => Promise<number>): Promise<number> {
  const started = performance.now()
  const rows = await read()
  return rows / ((performance.now() - started) / 1000)
}

/** node-postgres has no COPY of its own; a query that takes its messages is enough to count them. */
function copy(client: pg.Client, text: string): Promise<number> {
  let rows = 0
  return new Promise((resolve, reject) => {
    const nothing = () => {}
    const query = {
      submit: (connection: { query(text: string): void }) => connection.query(text),
      handleCopyData: () => rows++,
      handleCommandComplete: nothing,
      handleRowDescription: nothing,
      handleDataRow: nothing,
      handleReadyForQuery: () => resolve(rows),
      handleError: reject,
    }
    client.query(query as unknown as pg.Submittable)
  })
}

async function download(app: App, at: string, cookie: string): Promise<number> {
  const response = await fetch(`${app.running.address}${at}`, {
    method: 'POST',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  })
  if (!response.ok) throw new Error(`${at} was answered ${response.status}: ${await response.text()}`)
  let rows = -1
  for await (const chunk of response.body!) for (const byte of chunk as Uint8Array) if (byte === 10) rows++
  return rows
}

async function open(app: App, at: string, cookie: string): Promise<void> {
  const response = await fetch(`${app.running.address}${at}`, { headers: { cookie } })
  const text = await response.text()
  if (!response.ok || response.url.includes('/sign-in') || text.includes('cannot be shown'))
    throw new Error(`${at} was answered ${response.status} by ${response.url}`)
}

async function timing(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function day(ago: number): string {
  return new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

/** As the seed makes them. */
function personId(n: number): string {
  const hex = md5(`person${n}`)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}
