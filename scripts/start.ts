import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { CLOUDFLARE_API, parseSettings, type Env, type Settings } from '@/lib/env'
import { readCatalogue } from '@/lib/subscriptions/catalogue-file'
import { build } from './build'
import { main, Refusal, seconds, step } from './console.mjs'
import { openDataDir, readSecrets, takeLock, writePrivate, type Secrets } from './data-dir'
import { prepareDatabase, requireDatabase } from './existing-database'
import { createFirstAdmin } from './first-admin'
import { runNext } from './next'
import { watchParent } from './parent.mjs'
import { freePort, startPostgres } from './postgres'

/** What other programs of this checkout (browser tests, the bench) need to know of a running app. */
export type Running = {
  pid: number
  address: string
  databaseUrl: string
  /** The embedded database as its owner; null of another. */
  databaseOwnerUrl: string | null
  upstream: {
    baseUrl: string
    email: string
    apiKey: string
    apiToken: string | null
    sandboxControlUrl: string | null
  }
}

// npm start, and with --dev npm run dev: everything the app needs, in order, and taken down again in the reverse order.
const dev = process.argv.includes('--dev')
const started = performance.now()
const { signal } = stopRequest()
const cleanUp: (() => unknown)[] = []
const never = new Promise<never>(() => {})

await main(async () => {
  try {
    await start()
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    if (signal.aborted) console.log('\nStopping…')
    for (const undo of cleanUp.reverse()) await undo()
  }
})
// All is down; Prisma's migrations leave a timer behind that would keep us for ten seconds.
process.exit()

async function start(): Promise<void> {
  const settings = parseSettings(process.env)
  const planCatalogue = settings.PLAN_CATALOGUE && path.resolve(settings.PLAN_CATALOGUE)
  readCatalogue(planCatalogue)
  const dataDir = openDataDir(settings.DATA_DIR)
  const lock = await takeLock(path.join(dataDir, 'lock'), 3_000)
  if ('heldBy' in lock) {
    throw new Refusal(
      `Tenantdesk already runs on ${dataDir} (process ${lock.heldBy}): stop it, or set another DATA_DIR.`,
    )
  }
  cleanUp.push(lock.release)
  const port = await requirePort(settings)
  const secrets = readSecrets(dataDir)

  const {
    url: databaseUrl,
    ownerUrl,
    place,
    ended: databaseEnded,
  } = await database(settings, dataDir, secrets)
  signal.throwIfAborted()
  const { applied, guarded } = await prepareDatabase({ url: databaseUrl, ownerUrl })
  if (applied.length > 0) console.log(`› Migrated the database: ${applied.join(', ')}`)
  if (!guarded) {
    console.warn(
      '! The role of DATABASE_URL owns the audit and could change it: set DATABASE_OWNER_URL to the owner, and DATABASE_URL to a role of the app’s own.',
    )
  }
  const upstream = await upstreamOf(settings, dataDir, secrets)
  const address = settings.NEXTAUTH_URL ?? `http://${reachable(settings.HOST)}:${port}`

  // What lib/env.ts parses in the server, and here for the first administrator.
  setEnvironment({
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: address,
    NEXTAUTH_SECRET: settings.NEXTAUTH_SECRET ?? secrets.nextAuth,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: settings.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ?? secrets.serverActions,
    PORT: String(port),
    PLAN_CATALOGUE: planCatalogue,
    CLOUDFLARE_API_TOKEN: undefined,
    SANDBOX_CONTROL_URL: undefined,
    ...upstream.env,
  })
  const whoSignsIn = await signIn(settings, dataDir, databaseUrl)
  setEnvironment({ ADMIN_EMAIL: undefined, ADMIN_PASSWORD: undefined, DATABASE_OWNER_URL: undefined })
  if (!dev) await build(signal)
  signal.throwIfAborted()

  const NODE_ENV = dev ? 'development' : 'production'
  const next = runNext([dev ? 'dev' : 'start', '-H', settings.HOST, '-p', String(port)], { NODE_ENV }, signal)
  cleanUp.push(next.stop)
  await step('Starting the app', () => healthy(`http://${reachable(settings.HOST)}:${port}`, next))
  next.ready()
  publish(dataDir, address, upstream.env, settings.DATABASE_URL ? null : ownerUrl!)

  console.log(`
Tenantdesk is ready (${seconds(started)}).

  Address    ${address}
  Sign in    ${whoSignsIn}
  Upstream   ${upstream.says}
  Data       ${place}

Ctrl-C stops it.`)
  const ended = await Promise.race([
    next.ended.then((code) => `The app ended by itself (exit code ${code}).`),
    databaseEnded.then(() => `PostgreSQL ended by itself (see ${place}).`),
  ])
  signal.throwIfAborted()
  throw new Refusal(ended)
}

async function database(settings: Settings, dataDir: string, secrets: Secrets) {
  if (settings.DATABASE_URL) {
    const { host, pathname } = new URL(settings.DATABASE_URL)
    await requireDatabase(settings.DATABASE_URL)
    const ownerUrl = settings.DATABASE_OWNER_URL
    if (ownerUrl) await requireDatabase(ownerUrl, 'DATABASE_OWNER_URL')
    return {
      url: settings.DATABASE_URL,
      ownerUrl,
      place: `PostgreSQL at ${host}${pathname}; secrets in ${dataDir}`,
      ended: never,
    }
  }
  const postgres = await step('Starting PostgreSQL', () =>
    startPostgres({ dataDir, passwords: secrets.postgres }).catch(async (error) => {
      // Ctrl-C reaches PostgreSQL's programs too. While we wait for them we hear nothing, so it is yet to come.
      await setTimeout(100)
      signal.throwIfAborted()
      throw error
    }),
  )
  cleanUp.push(postgres.stop)
  const inside = postgres.directory.startsWith(dataDir)
  return {
    url: postgres.url,
    ownerUrl: postgres.ownerUrl,
    place: inside ? dataDir : `${dataDir}, with PostgreSQL in ${postgres.directory}`,
    ended: postgres.ended,
  }
}

type UpstreamEnv = Pick<Env, 'CLOUDFLARE_BASE_URL' | 'CLOUDFLARE_EMAIL' | 'CLOUDFLARE_API_KEY'> &
  Pick<Env, 'CLOUDFLARE_API_TOKEN' | 'SANDBOX_CONTROL_URL'>

async function upstreamOf(
  settings: Settings,
  dataDir: string,
  secrets: Secrets,
): Promise<{ env: UpstreamEnv; says: string }> {
  const { CLOUDFLARE_EMAIL, CLOUDFLARE_API_KEY, CLOUDFLARE_API_TOKEN } = settings
  if (CLOUDFLARE_EMAIL && CLOUDFLARE_API_KEY) {
    const CLOUDFLARE_BASE_URL = settings.CLOUDFLARE_BASE_URL ?? CLOUDFLARE_API
    return {
      env: { CLOUDFLARE_BASE_URL, CLOUDFLARE_EMAIL, CLOUDFLARE_API_KEY, CLOUDFLARE_API_TOKEN },
      says: `live: ${new URL(CLOUDFLARE_BASE_URL).host} as ${CLOUDFLARE_EMAIL}`,
    }
  }
  const { startSandbox } = await import('@/lib/sandbox/server')
  const { port, ...credentials } = secrets.sandbox
  // The same port at every start, so that what was noted of it stays true; another when it is taken.
  const sandbox = await startSandbox({ dataDir, credentials, port }).catch(() =>
    startSandbox({ dataDir, credentials }),
  )
  cleanUp.push(sandbox.close)
  return {
    env: {
      CLOUDFLARE_EMAIL: credentials.email,
      CLOUDFLARE_API_KEY: credentials.apiKey,
      CLOUDFLARE_API_TOKEN: credentials.apiToken,
      CLOUDFLARE_BASE_URL: sandbox.baseUrl,
      SANDBOX_CONTROL_URL: sandbox.controlUrl,
    },
    says: `sandbox: ${sandbox.baseUrl}, a training ground; nothing reaches Cloudflare`,
  }
}

/** Returns how to sign in, in words; the password itself only when it was made just now. */
async function signIn(settings: Settings, dataDir: string, databaseUrl: string): Promise<string> {
  const file = path.join(dataDir, 'admin-password')
  const made = await createFirstAdmin(databaseUrl, settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD)
  if (!made) {
    if (!existsSync(file)) return 'with your e-mail and password'
    return `${readFileSync(file, 'utf8').split('\n')[0]}, whose first password is in ${file}`
  }
  if (settings.ADMIN_PASSWORD)
    return `${made.email}, with ADMIN_PASSWORD${made.fault ? `, to be changed in Settings: ${made.fault}` : ''}`
  writePrivate(file, `${made.email}\n${made.password}\n`)
  return `${made.email}, password ${made.password} (kept in ${file})`
}

/** Returns the port to listen on. A server that a killed launcher left behind is given time to notice. */
async function requirePort({ HOST: host, PORT: port }: Settings): Promise<number> {
  if (port === 0) return freePort()
  for (const deadline = Date.now() + 3_000; ;) {
    const code = await tryListening(host, port)
    if (code === null) return port
    if (code === 'EADDRINUSE' && Date.now() < deadline) await setTimeout(100)
    else if (code === 'EADDRINUSE') {
      throw new Refusal(`Port ${port} on ${host} is taken: stop what listens there, or set PORT.`)
    } else if (code === 'EACCES') {
      throw new Refusal(`This user may not listen on port ${port}: set PORT to one above 1023.`)
    } else throw new Refusal(`HOST ${host} is not an address of this machine (${code}).`)
  }
}

function tryListening(host: string, port: number): Promise<string | null> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(null)))
  })
}

/** Waits until the app says that it can serve. */
async function healthy(address: string, next: ReturnType<typeof runNext>): Promise<void> {
  let ended: number | undefined
  let answer = 'nothing'
  void next.ended.then((code) => (ended = code))
  for (const deadline = Date.now() + 90_000; Date.now() < deadline;) {
    signal.throwIfAborted()
    if (ended !== undefined) throw new Refusal(`The app ended before it was ready:\n${next.output()}`)
    try {
      const response = await fetch(`${address}/api/health`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
      })
      if (response.ok) return
      answer = `${response.status} ${await response.text()}`
    } catch {
      // Not listening yet.
    }
    await setTimeout(50)
  }
  throw new Refusal(`The app did not become ready; /api/health answered ${answer}\n${next.output()}`)
}

function setEnvironment(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

/** Leaves what `Running` says in DATA_DIR for as long as the app runs. */
function publish(
  dataDir: string,
  address: string,
  upstream: UpstreamEnv,
  databaseOwnerUrl: string | null,
): void {
  const file = path.join(dataDir, 'running.json')
  const running: Running = {
    pid: process.pid,
    address,
    databaseUrl: process.env.DATABASE_URL!,
    databaseOwnerUrl,
    upstream: {
      baseUrl: upstream.CLOUDFLARE_BASE_URL,
      email: upstream.CLOUDFLARE_EMAIL,
      apiKey: upstream.CLOUDFLARE_API_KEY,
      apiToken: upstream.CLOUDFLARE_API_TOKEN ?? null,
      sandboxControlUrl: upstream.SANDBOX_CONTROL_URL ?? null,
    },
  }
  writePrivate(file, JSON.stringify(running, null, 2))
  cleanUp.push(() => rmSync(file, { force: true }))
}

/** Where a browser on this machine finds what listens on `host`. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

/** A signal, or the end of whoever started this, asks for an orderly stop. */
function stopRequest(): AbortController {
  const controller = new AbortController()
  const stop = () => controller.abort()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop)
  watchParent(stop)
  return controller
}
