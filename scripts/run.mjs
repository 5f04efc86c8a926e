// Every npm command comes in here: `node scripts/run.mjs NAME` brings the checkout to where TypeScript runs (Node,
// packages, Prisma client) and hands over to scripts/NAME.ts. It stays beside npm start (serve.mjs). Plain JavaScript
// without dependencies.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { main, Refusal, step } from './console.mjs'
import { childEnvironment, NETWORK, NPM } from './environment.mjs'
import { watchParent } from './parent.mjs'

const root = path.resolve(import.meta.dirname ?? '.', '..')
const [command, ...args] = process.argv.slice(2)
const stampFile = 'lib/db/generated/.stamp'

// PostgreSQL's clients read these beside an address. The web server does not get them (environment.mjs), so no process
// does: what they add to DATABASE_URL would be true for the start alone.
for (const name of Object.keys(process.env)) if (/^PG[A-Z]+$/.test(name)) delete process.env[name]

await main(async () => {
  requireNode()
  process.chdir(root)
  if (packagesAreStale()) await step('Installing packages', install)
  if (clientIsStale()) await step('Generating the database client', generate)
  // The condition makes `import 'server-only'` what it is on the server: nothing.
  const node = ['--conditions=react-server', '--import', 'tsx', `scripts/${command}.ts`, ...args]
  if (command === 'start') await (await import('./serve.mjs')).serve(node)
  else await handOver(node)
})

function requireNode() {
  const wanted = JSON.parse(read('package.json')).engines.node.replace('>=', '')
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number)
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
    throw new Refusal(`Node ${wanted} or newer is needed, and this is ${process.versions.node}.`)
  }
}

/** Whether what npm last installed differs from the lock file. npm writes its own list when it is through. */
function packagesAreStale() {
  if (!existsSync('node_modules/.package-lock.json')) return true
  const installed = JSON.parse(read('node_modules/.package-lock.json')).packages
  return Object.entries(JSON.parse(read('package-lock.json')).packages).some(
    ([name, wanted]) => name !== '' && !wanted.optional && installed[name]?.version !== wanted.version,
  )
}

function install() {
  // Development packages always: building needs them, whatever NODE_ENV says.
  const command = ['ci', '--include=dev', '--prefer-offline', '--no-audit', '--no-fund']
  const npm = process.env.npm_execpath
  const env = childEnvironment(NETWORK, NPM)
  const result = npm?.endsWith('.js')
    ? quietly(process.execPath, [npm, ...command], env)
    : quietly('npm', command, env)
  if (result.status !== 0) throw new Refusal(`npm ci failed:\n${said(result)}`)
}

function clientIsStale() {
  return !existsSync(stampFile) || read(stampFile) !== clientStamp()
}

function clientStamp() {
  const version = JSON.parse(read('node_modules/prisma/package.json')).version
  return createHash('sha256').update(version).update(read('prisma/schema.prisma')).digest('hex')
}

function generate() {
  // Prisma downloads its native schema engine even to generate, which does not use it: any executable satisfies it.
  const env = {
    ...childEnvironment(/^PRISMA_/),
    PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
    CHECKPOINT_DISABLE: '1',
  }
  const result = quietly(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], env)
  if (result.status !== 0) throw new Refusal(`prisma generate failed:\n${said(result)}`)
  writeFileSync(stampFile, clientStamp())
}

async function handOver(node) {
  const child = spawn(process.execPath, node, { stdio: 'inherit', env: process.env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // A killed npm takes nobody with it by itself. Started by hand, the shell may go and leave this running on purpose.
  const end = () => child.kill('SIGTERM')
  if (process.env.npm_lifecycle_event) watchParent(end, { throughShell: true })
  const [code, signal] = await new Promise((resolve) => child.once('exit', (...how) => resolve(how)))
  process.exitCode = code ?? 128 + constants.signals[signal]
}

function quietly(file, args, env) {
  return spawnSync(file, args, { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
}

function said({ stdout, stderr, error }) {
  return [error?.message, stdout, stderr]
    .filter(Boolean)
    .join('\n')
    .trim()
    .split('\n')
    .slice(0, 20)
    .join('\n')
}

function read(file) {
  return readFileSync(path.join(root, file), 'utf8')
}
