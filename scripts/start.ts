import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { build as esbuild } from 'esbuild'
import { CLOUDFLARE_API, parseSettings, SERVER_VARIABLES, type Env, type Settings } from '@/lib/env'
import { readCatalogue } from '@/lib/subscriptions/catalogue-file'
import { build } from './build'
import { main, Refusal, step } from './console.mjs'
import { openDataDir, readSecrets, takeLock, writePrivate, type Secrets } from './data-dir'
import { prepareDatabase, requireDatabase, withClient } from './existing-database'
import { warnOfExposure } from './exposure'
import { adoptNextDataKey, requireAlike, sharedOf } from './fingerprints'
import { createFirstAdmin, firstPasswordStands } from './first-admin'
import { watchParent } from './parent.mjs'
import { freePort, startPostgres, type Command } from './postgres'
import { reachable } from './reachable'
import type { SandboxOptions } from './sandbox'

/**
 * What other programs of this checkout (browser tests, the bench) need to know of a running app with its own PostgreSQL
 * and sandbox. Of another database or upstream the fields are null: what leads there stays where the operator keeps it.
 */
export type Running = {
  /** The process to ask to stop. */
  pid: number
  address: string
  databaseUrl: string
  databaseOwnerUrl: string
  upstream: {
    baseUrl: string
    email: string
    apiKey: string
    apiToken: string
    sandboxControlUrl: string
  }
}

/** All that `serve.mjs` needs to run what was prepared here, and to take it down again. */
export type Plan = {
  dataDir: string
  /** Held on behalf of the process that serves. */
  lock: string
  /** The embedded server: whom to watch, and the command that stops it. */
  postgres: { pid: number; stop: Command } | null
  sandbox: { script: string; options: SandboxOptions } | null
  /** Next's arguments, and an environment that lacks the sandbox's addresses. */
  next: { args: string[]; env: Record<string, string> }
  /** Where to ask whether the app is ready. */
  health: string
  running: { address: string; databaseUrl: string | null; databaseOwnerUrl: string | null }
  says: { address: string; signIn: string; upstream: string | null; place: string }
}

// The preparing half of npm start, and with --dev of npm run dev: everything that must be there before the app runs. It
// hands a plan to the process that started it (serve.mjs) and exits, which frees its memory.
const dev = process.argv.includes('--dev')
const { signal } = stopRequest()
const cleanUp: (() => unknown)[] = []

await main(async () => {
  try {
    const plan = await prepare()
    signal.throwIfAborted()
    await new Promise((sent) => process.send!(plan, sent))
  } catch (error) {
    for (const undo of cleanUp.reverse()) await undo()
    if (!signal.aborted) throw error
  }
})
// Prisma's migrations leave a timer behind that would keep us for ten seconds.
process.exit()

async function prepare(): Promise<Plan> {
  const settings = parseSettings(process.env)
  warnOfExposure(settings)
  const planCatalogue = settings.PLAN_CATALOGUE && path.resolve(settings.PLAN_CATALOGUE)
  readCatalogue(planCatalogue)
  const dataDir = openDataDir(settings.DATA_DIR)
  const lockFile = path.join(dataDir, 'lock')
  const lock = await takeLock(lockFile, 3_000, process.ppid)
  if ('heldBy' in lock) {
    throw new Refusal(
      `Tenantdesk already runs on ${dataDir} (process ${lock.heldBy}): stop it, or set another DATA_DIR.`,
    )
  }
  cleanUp.push(lock.release)
  const port = await requirePort(settings)
  const secrets = readSecrets(dataDir)

  const { url, ownerUrl, place, postgres } = await database(settings, dataDir, secrets)
  signal.throwIfAborted()
  const { applied, guarded } = await prepareDatabase({ url, ownerUrl })
  if (applied.length > 0) console.log(`› Migrated the database: ${applied.join(', ')}`)
  if (!guarded) {
    console.warn(
      '! The role of DATABASE_URL owns the audit and could change it: set DATABASE_OWNER_URL to the owner, and DATABASE_URL to a role of the app’s own.',
    )
  }
  const shared = await withClient(url, async (client) => {
    await adoptNextDataKey(client, dataDir, secrets)
    const each = sharedOf(settings, secrets)
    await requireAlike(client, each)
    return each
  })
  const upstream = await upstreamOf(settings, dataDir, secrets)
  const address = settings.NEXTAUTH_URL ?? `http://${reachable(settings.HOST)}:${port}`

  // What lib/env.ts parses in the server, and here for the first administrator.
  setEnvironment({
    DATA_DIR: dataDir,
    DATABASE_URL: url,
    NEXTAUTH_URL: address,
    NEXTAUTH_SECRET: shared.NEXTAUTH_SECRET,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: shared.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY,
    DATA_KEY: shared.DATA_KEY,
    PORT: String(port),
    PLAN_CATALOGUE: planCatalogue,
    SANDBOX_CONTROL_URL: undefined,
    CLOUDFLARE_API_TOKEN: undefined,
    ...upstream.env,
  })
  const whoSignsIn = await signIn(settings, dataDir, url)
  if (!dev) await build(signal)

  return {
    dataDir,
    lock: lockFile,
    postgres,
    sandbox: upstream.sandbox,
    next: {
      args: [dev ? 'dev' : 'start', '-H', settings.HOST, '-p', String(port)],
      env: { ...serverVariables(), NODE_ENV: dev ? 'development' : 'production' },
    },
    health: `http://${reachable(settings.HOST)}:${port}/api/health`,
    running: {
      address,
      databaseUrl: settings.DATABASE_URL ? null : url,
      databaseOwnerUrl: settings.DATABASE_URL ? null : ownerUrl!,
    },
    says: { address, signIn: whoSignsIn, upstream: upstream.says, place },
  }
}

async function database(settings: Settings, dataDir: string, secrets: Secrets) {
  if (settings.DATABASE_URL) {
    const { host, pathname } = new URL(settings.DATABASE_URL)
    await requireDatabase(settings.DATABASE_URL)
    const ownerUrl = settings.DATABASE_OWNER_URL
    if (ownerUrl) await requireDatabase(ownerUrl, 'DATABASE_OWNER_URL')
    const place = `PostgreSQL at ${host}${pathname}; secrets in ${dataDir}`
    return { url: settings.DATABASE_URL, ownerUrl, place, postgres: null }
  }
  const { url, ownerUrl, directory, pid, stop, stopCommand } = await step('Starting PostgreSQL', () =>
    startPostgres({ dataDir, passwords: secrets.postgres }).catch(async (error) => {
      // Ctrl-C reaches PostgreSQL's programs too. While we wait for them we hear nothing, so it is yet to come.
      await setTimeout(100)
      signal.throwIfAborted()
      throw error
    }),
  )
  cleanUp.push(stop)
  const place = directory.startsWith(dataDir) ? dataDir : `${dataDir}, with PostgreSQL in ${directory}`
  return { url, ownerUrl, place, postgres: { pid, stop: stopCommand } }
}

type UpstreamEnv = Partial<
  Pick<Env, 'CLOUDFLARE_BASE_URL' | 'CLOUDFLARE_EMAIL' | 'CLOUDFLARE_API_KEY' | 'CLOUDFLARE_API_TOKEN'>
>

async function upstreamOf(
  settings: Settings,
  dataDir: string,
  secrets: Secrets,
): Promise<{ env: UpstreamEnv; says: string | null; sandbox: Plan['sandbox'] }> {
  const { CLOUDFLARE_EMAIL, CLOUDFLARE_API_KEY, CLOUDFLARE_API_TOKEN } = settings
  if (CLOUDFLARE_EMAIL && CLOUDFLARE_API_KEY) {
    const CLOUDFLARE_BASE_URL = settings.CLOUDFLARE_BASE_URL ?? CLOUDFLARE_API
    return {
      env: { CLOUDFLARE_BASE_URL, CLOUDFLARE_EMAIL, CLOUDFLARE_API_KEY, CLOUDFLARE_API_TOKEN },
      says: `live: ${new URL(CLOUDFLARE_BASE_URL).host} as ${CLOUDFLARE_EMAIL}`,
      sandbox: null,
    }
  }
  const { port, ...credentials } = secrets.sandbox
  return {
    env: {
      // Where it will most likely listen: serve.mjs, which starts it, tells the server where it does.
      CLOUDFLARE_BASE_URL: `http://127.0.0.1:${port}/client/v4`,
      CLOUDFLARE_EMAIL: credentials.email,
      CLOUDFLARE_API_KEY: credentials.apiKey,
      CLOUDFLARE_API_TOKEN: credentials.apiToken,
    },
    says: null,
    sandbox: { script: await bundleSandbox(dataDir), options: { dataDir, credentials, port } },
  }
}

/** One file without TypeScript and without the rest of the checkout, so that the sandbox's process stays small. */
async function bundleSandbox(dataDir: string): Promise<string> {
  const outfile = path.join(dataDir, 'sandbox.mjs')
  await esbuild({
    entryPoints: ['scripts/sandbox.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  })
  return outfile
}

/** How to sign in; with the password only when it was generated just now. */
async function signIn(settings: Settings, dataDir: string, databaseUrl: string): Promise<string> {
  const file = path.join(dataDir, 'admin-password')
  const made = await createFirstAdmin(databaseUrl, settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD)
  if (!made) {
    const known = 'with your email and password'
    if (!existsSync(file)) return known
    const [email = '', password = ''] = readFileSync(file, 'utf8').split('\n')
    if (await firstPasswordStands(databaseUrl, { email, password }))
      return `${email}, whose first password is in ${file}`
    rmSync(file)
    return known
  }
  if (settings.ADMIN_PASSWORD)
    return `${made.email}, with ADMIN_PASSWORD${made.fault ? `, to be changed in Settings: ${made.fault}` : ''}`
  writePrivate(file, `${made.email}\n${made.password}\n`)
  return `${made.email}, password ${made.password} (kept in ${file} until you change it)`
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

function setEnvironment(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

/** The settings that the web server receives, and no more. */
function serverVariables(): Record<string, string> {
  return Object.fromEntries(
    SERVER_VARIABLES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
}

/** A signal, or the end of whoever started this, asks for an orderly stop. */
function stopRequest(): AbortController {
  const controller = new AbortController()
  const stop = () => controller.abort()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop)
  watchParent(stop)
  return controller
}
