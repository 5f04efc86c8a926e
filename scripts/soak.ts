import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { encode } from 'next-auth/jwt'
import pg from 'pg'
import { App } from './bench/app'
import { childOf } from './bench/memory'
import { CUSTOMER, MORE_PAGES, PAGES } from './bench/pages'
import { main, Refusal, step } from './console.mjs'
import { readSecrets } from './data-dir'

// Reads pages for an hour as a whole team would, and says what the web server then still holds: `npm run soak`, or
// shorter, as in `npm run soak -- --minutes 20 --readers 10`.
const DATA = path.resolve('.data-soak')
const EVERY_MINUTES = 5
/** Caches are full by then, and what runs often is compiled. */
const WARM_AFTER_MINUTES = 10
const AIM = 1.2
const PEOPLE = 10
/** How long somebody looks at a page, on average. */
const LOOKS_FOR_MS = 8_000
/** Accounts whose pages are read besides the busy one's. */
const ACCOUNTS = 20

type Reading = { minute: number; pages: number; failed: number; heap: number; external: number; rss: number }

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))

await main(async () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '60' },
      readers: { type: 'string', default: '50' },
    },
  })
  const [minutes, readers] = [Number(values.minutes), Number(values.readers)]
  if (!(minutes > WARM_AFTER_MINUTES && readers >= 1))
    throw new Refusal(`It takes more than ${WARM_AFTER_MINUTES} minutes, and a reader.`)
  const file = path.join(DATA, 'memory.json')
  const preloaded = pathToFileURL(path.resolve('scripts/bench/heap.mjs'))
  preloaded.searchParams.set('to', file)
  const app = await step('Starting the app', () =>
    App.start(DATA, { NODE_OPTIONS: `--import=${preloaded.href}` }),
  )
  try {
    const cookies = await signedIn(app, readers)
    const server = childOf(app.running.pid, 'next-server')
    report(await soak(app, cookies, minutes, () => memoryOf(server, file)))
  } finally {
    await app.stop()
  }
})

async function soak(
  app: App,
  cookies: string[],
  minutes: number,
  memory: () => Promise<NodeJS.MemoryUsage>,
): Promise<Reading[]> {
  await app.control('PUT', '/settings', { budget: { limit: 1_000_000, windowSeconds: 300 } })
  const addresses = await pagesOf(app, cookies[0]!)
  const count = { pages: 0, failed: 0 }
  const faults = new Map<number | string, number>()
  let going = true
  const readers = cookies.map(async (cookie) => {
    for (;;) {
      await setTimeout(LOOKS_FOR_MS * (0.5 + Math.random()))
      if (!going) return
      const address = addresses[Math.floor(Math.random() * addresses.length)]!
      const status = await open(app, address, cookie).then(
        (answer) => answer.status,
        (error: Error) => error.message,
      )
      count.pages++
      if (status === 200) continue
      count.failed++
      faults.set(status, (faults.get(status) ?? 0) + 1)
    }
  })
  const started = Date.now()
  const readings: Reading[] = []
  for (let minute = 0; minute <= minutes; minute += EVERY_MINUTES) {
    await setTimeout(started + minute * 60_000 - Date.now())
    const { heapUsed: heap, external, rss } = await memory()
    const reading = { minute, ...count, heap, external, rss }
    readings.push(reading)
    console.log(line(reading))
  }
  going = false
  await Promise.all(readers)
  for (const [status, times] of faults) console.log(`${times} × answered ${status}`)
  return readings
}

/** Signs in so many readers, several to a person; returns their cookies. */
async function signedIn(app: App, readers: number): Promise<string[]> {
  const database = new pg.Client({ connectionString: app.running.databaseUrl })
  await database.connect()
  try {
    // What an earlier soak has spent.
    await database.query('delete from rate_limit')
    await database.query('delete from upstream_call')
    const people: string[] = []
    for (let nth = 0; nth < Math.min(PEOPLE, readers); nth++) {
      const { rows } = await database.query<{ id: string }>(
        `insert into staff (id, email, name, role) values ($1, $2, $3, 'admin')
         on conflict (email) do update set name = excluded.name returning id`,
        [randomUUID(), `reader${nth}@example.com`, `Reader ${nth}`],
      )
      people.push(rows[0]!.id)
    }
    const secret = readSecrets(DATA).nextAuth
    const cookies: string[] = []
    for (let nth = 0; nth < readers; nth++) {
      const sid = randomUUID()
      await database.query(
        `insert into staff_session (id, staff_id, expires_at) values ($1, $2, now() + interval '12 hours')`,
        [sid, people[nth % people.length]],
      )
      cookies.push(`tenantdesk-session=${await encode({ token: { sid }, secret })}`)
    }
    return cookies
  } finally {
    await database.end()
  }
}

/** Every page, and those of an account for several accounts. */
async function pagesOf(app: App, cookie: string): Promise<string[]> {
  const pages = [...Object.values(PAGES), ...Object.values(MORE_PAGES)]
  const { text: list } = await open(app, '/accounts?size=50', cookie)
  const accounts = [...new Set(list.match(/\/accounts\/[0-9a-f]{32}/g))].slice(0, ACCOUNTS)
  if (accounts.length === 0) throw new Refusal('The list shows no accounts to read.')
  return [
    ...pages,
    ...accounts.flatMap((account) =>
      pages.filter((page) => page.startsWith(CUSTOMER)).map((page) => account + page.slice(CUSTOMER.length)),
    ),
  ]
}

async function open(app: App, address: string, cookie: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${app.running.address}${address}`, { headers: { cookie } })
  const text = await response.text()
  // A session that has ended leads to a page too.
  return { status: response.url.includes('/sign-in') ? 401 : response.status, text }
}

/** Has the server collect what nobody holds; returns what it has then. */
async function memoryOf(server: number, file: string): Promise<NodeJS.MemoryUsage> {
  rmSync(file, { force: true })
  process.kill(server, 'SIGUSR2')
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await setTimeout(50))
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as NodeJS.MemoryUsage
  throw new Refusal('The server did not say what it holds.')
}

function report(readings: Reading[]): void {
  const warm = readings.find(({ minute }) => minute === WARM_AFTER_MINUTES)!
  const ratio = readings.at(-1)!.heap / warm.heap
  const verdict = ratio > AIM ? 'missed' : ''
  console.log(
    `\nHeap, last / minute ${WARM_AFTER_MINUTES}: ${ratio.toFixed(2)} ×  (aim ≤ ${AIM} ×)  ${verdict}`.trimEnd(),
  )
  console.log(`This machine: load ${loadavg()[1]!.toFixed(1)}.`)
}

function line({ minute, pages, failed, heap, external, rss }: Reading): string {
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`.padStart(9)
  return `minute ${String(minute).padStart(2)}  ${String(pages).padStart(6)} pages, ${failed} failed   heap ${mb(heap)}   beside it ${mb(external)}   process ${mb(rss)}`
}
