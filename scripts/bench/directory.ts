import pg from 'pg'
import type { Browser } from '@playwright/test'
import { plainName } from '@/lib/core/names'
import { step } from '../console.mjs'
import type { App } from './app'
import { childOf, peakOf } from './memory'
import { accountAt, emailAt, seedDirectory } from './seed-directory'

const TIMES = 40

export type Timed = { what: string; aim: number; milliseconds: number[] }

export type MeasuredDirectory = {
  accounts: number
  /** Of each kind of scrap, and of one bare indexed query of the same rows. */
  lookups: (Timed & { bare: number[] })[]
  pages: Timed[]
  /** From a key to its results on the screen. */
  keys: number[]
  /** Bytes of a thousand accounts with what is in them. */
  diskPerThousand: number
}

/** Seeds the directory of an app with so many accounts, then looks them up and lists them. */
export async function measureDirectory(
  app: App,
  cookie: string,
  browser: Browser,
  accounts: number,
): Promise<MeasuredDirectory> {
  const owner = new pg.Client({ connectionString: app.running.databaseOwnerUrl! })
  await owner.connect()
  try {
    await step(`Writing ${accounts.toLocaleString('en')} accounts and what is in them`, () =>
      seedDirectory(owner, accounts),
    )
    const lookups = await step('Looking them up', () => eachLookup(app, owner, cookie, accounts))
    const pages = await step('Listing them', () => eachPage(app, cookie, accounts))
    const keys = await step('Typing', () => typed(app, browser, cookie, accounts))
    const { rows } = await owner.query<{ bytes: string }>(
      `select sum(pg_total_relation_size(oid)) as bytes from pg_class where relname like 'directory_%' and relkind = 'r'`,
    )
    return { accounts, lookups, pages, keys, diskPerThousand: Number(rows[0]!.bytes) / (accounts / 1000) }
  } finally {
    await owner.end()
  }
}

/** Peak memory of the server while it exports all accounts. */
export async function exportMemory(app: App, cookie: string): Promise<number> {
  return peakOf(childOf(app.running.pid, 'next-server'), async () => {
    const response = await fetch(`${app.running.address}/api/accounts/export?all=1`, {
      method: 'POST',
      headers: { cookie, origin: app.running.address },
    })
    if (!response.ok) throw new Error(`The export was answered ${response.status}`)
    await response.body!.pipeTo(new WritableStream())
  })
}

/** What people have of a customer. */
function scraps(n: number): Record<string, { q: string; aim: number }> {
  const { id, name, domain } = accountAt(n)
  const word = name.split(' ')[1]!
  const mistyped = `${word.slice(0, 2)}${word[3]}${word[2]}${word.slice(4)} ${n}`
  return {
    'an id': { q: id, aim: 50 },
    'a domain': { q: domain, aim: 50 },
    'half a domain': { q: domain.slice(0, 8), aim: 50 },
    'a name': { q: name, aim: 50 },
    'the begin of a name': { q: name.slice(0, 9), aim: 50 },
    'a word in it': { q: word, aim: 50 },
    'part of a word': { q: word.slice(1, 5), aim: 50 },
    'two letters': { q: name.slice(0, 2), aim: 50 },
    'an e-mail address': { q: emailAt(n * 3 + 1), aim: 50 },
    'the address of a page': { q: `https://www.${domain}/cart?x=1`, aim: 50 },
    'a mistyped name': { q: mistyped, aim: 150 },
    'what is not there': { q: 'zzyzxqq', aim: 150 },
  }
}

async function eachLookup(app: App, owner: pg.Client, cookie: string, accounts: number) {
  const found: MeasuredDirectory['lookups'] = []
  for (const what of Object.keys(scraps(0))) {
    const milliseconds: number[] = []
    const bare: number[] = []
    let aim = 0
    for (let run = -3; run < TIMES; run++) {
      const n = ((run + 3) * 977) % accounts
      const scrap = scraps(n)[what]!
      aim = scrap.aim
      const took = await timing(() => get(app, `/api/find?q=${encodeURIComponent(scrap.q)}`, cookie))
      const alone = await timing(() =>
        owner.query(`select * from directory_term where kind = 'account' and squeezed = $1 limit 20`, [
          plainName(accountAt(n).name).replaceAll(' ', ''),
        ]),
      )
      if (run < 0) continue
      milliseconds.push(took)
      bare.push(alone)
    }
    found.push({ what, aim, milliseconds, bare })
  }
  return found
}

async function eachPage(app: App, cookie: string, accounts: number): Promise<Timed[]> {
  const last = Math.min(1_000, Math.floor(accounts / 50))
  const addresses = {
    'the list, page 1': '/accounts?size=50',
    [`the list, page ${last.toLocaleString('en')}`]: `/accounts?size=50&page=${last}`,
    'by zones': '/accounts?size=50&sort=zones&direction=desc',
    'by plan': '/accounts?size=50&sort=plan&direction=desc',
    'by members, enterprise alone': '/accounts?size=50&sort=members&type=enterprise',
    'a part of a name': '/accounts?size=50&name=harbor',
    'without two-factor, created last year': '/accounts?size=50&twoFactor=off&from=2025-01-01&to=2025-12-31',
    'what needs attention': '/accounts?size=50&sort=attention&direction=desc',
    Today: '/',
    People: '/people',
  }
  const found: Timed[] = []
  for (const [what, at] of Object.entries(addresses)) {
    const milliseconds: number[] = []
    for (let run = -5; run < TIMES / 2; run++) {
      const took = await timing(() => get(app, at, cookie))
      if (run >= 0) milliseconds.push(took)
    }
    found.push({ what, aim: 100, milliseconds })
  }
  return found
}

/** From a key in the palette to the results that it changed. */
async function typed(app: App, browser: Browser, cookie: string, accounts: number): Promise<number[]> {
  const context = await browser.newContext({ baseURL: app.running.address })
  await context.addCookies(
    cookie.split('; ').map((pair) => {
      const at = pair.indexOf('=')
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: app.running.address }
    }),
  )
  const page = await context.newPage()
  try {
    await page.goto('/settings')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('Control+k')
    const field = page.getByRole('combobox').first()
    await field.waitFor()
    const found: number[] = []
    for (let run = 0; run < 12; run++) {
      const { name } = accountAt((run * 7_919) % accounts)
      const answered = page.waitForResponse((response) => response.url().includes('/api/find'))
      const began = performance.now()
      await field.fill(name)
      await answered
      await page
        .getByRole('option', { name: new RegExp(name.replace(/[.&]/g, '\\$&')) })
        .first()
        .waitFor()
      found.push(performance.now() - began)
      await field.fill('')
    }
    return found
  } finally {
    await context.close()
  }
}

async function get(app: App, at: string, cookie: string): Promise<void> {
  const response = await fetch(`${app.running.address}${at}`, { headers: { cookie } })
  if (!response.ok || response.url.includes('/sign-in'))
    throw new Error(`${at} was answered ${response.status}`)
  await response.text()
}

async function timing(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
