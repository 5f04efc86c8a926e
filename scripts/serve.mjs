// The serving half of npm start: runs what start.ts has prepared, watches it, and takes it down in the reverse order. It
// stays for as long as the app does, so it is plain JavaScript that loads next to nothing.
import { spawn, spawnSync } from 'node:child_process'
import { get } from 'node:http'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Refusal, seconds, step } from './console.mjs'
import { childEnvironment } from './environment.mjs'
import { runNext } from './next.mjs'
import { isAlive, watchParent } from './parent.mjs'

/**
 * Prepares, serves until it is asked to stop or something ends by itself, and takes everything down.
 * @param {string[]} preparing Node's arguments for the preparing half.
 * @returns {Promise<void>}
 */
export async function serve(preparing) {
  const started = performance.now()
  const { signal } = stopRequest()
  /** @type {(() => unknown)[]} */
  const cleanUp = []
  try {
    const plan = await prepared(preparing, signal)
    if (!plan) return
    cleanUp.push(() => rmSync(plan.lock, { force: true }))
    await run(plan, { started, signal, cleanUp })
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    if (signal.aborted) console.log('\nStopping…')
    for (const undo of cleanUp.reverse()) await undo()
  }
}

/**
 * Runs the preparing half to its end. Returns its plan, or null when it has said itself why there is none.
 * @param {string[]} args
 * @param {AbortSignal} signal
 * @returns {Promise<import('./start').Plan | null>}
 */
function prepared(args, signal) {
  // The only child that gets everything: it reads the settings.
  const child = spawn(process.execPath, args, {
    env: process.env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
  let plan = null
  child.once('message', (message) => (plan = message))
  return new Promise((resolve) =>
    child.once('close', (code) => {
      if (!plan) process.exitCode = signal.aborted ? 0 : code || 1
      resolve(plan)
    }),
  )
}

/**
 * @param {import('./start').Plan} plan
 * @param {{ started: number, signal: AbortSignal, cleanUp: (() => unknown)[] }} how
 */
async function run(plan, { started, signal, cleanUp }) {
  const { postgres, says } = plan
  /** @type {Promise<string>[]} Sentences about what ended by itself. */
  const ends = []
  if (postgres) {
    const { file, args, options } = postgres.stop
    cleanUp.push(() => spawnSync(file, args, { ...options, env: options.env }))
    ends.push(gone(postgres.pid).then(() => `PostgreSQL ended by itself (see ${says.place}).`))
  }
  signal.throwIfAborted()
  const sandbox = plan.sandbox && (await startSandbox(plan.sandbox, cleanUp))
  if (sandbox) ends.push(sandbox.ended.then(() => 'The sandbox ended by itself.'))
  signal.throwIfAborted()

  const upstream = sandbox && {
    CLOUDFLARE_BASE_URL: sandbox.baseUrl,
    SANDBOX_CONTROL_URL: sandbox.controlUrl,
  }
  const next = runNext(plan.next.args, { ...plan.next.env, ...upstream }, signal)
  cleanUp.push(next.stop)
  ends.push(next.ended.then((code) => `The app ended by itself (exit code ${code}).`))
  await step('Starting the app', () => healthy(plan.health, next, signal))
  next.ready()
  cleanUp.push(publish(plan, sandbox))

  const training = sandbox && `sandbox: ${sandbox.baseUrl}, a training ground; nothing reaches Cloudflare`
  console.log(`
Tenantdesk is ready (${seconds(started)}).

  Address    ${says.address}
  Sign in    ${says.signIn}
  Upstream   ${says.upstream ?? training}
  Data       ${says.place}

Ctrl-C stops it.`)
  const ended = await Promise.race(ends)
  signal.throwIfAborted()
  throw new Refusal(ended)
}

/**
 * @param {NonNullable<import('./start').Plan['sandbox']>} sandbox
 * @param {(() => unknown)[]} cleanUp
 */
async function startSandbox({ script, options }, cleanUp) {
  const child = spawn(process.execPath, [script], {
    env: childEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Out of the terminal's group: it is stopped after the app, and in order.
    detached: true,
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  cleanUp.push(() => {
    child.kill('SIGTERM')
    return ended
  })
  child.send(options)
  const ready = await Promise.race([
    new Promise((resolve) => child.once('message', resolve)),
    ended.then(() => Promise.reject(new Refusal('The sandbox did not start.'))),
  ])
  return { .../** @type {import('./sandbox').SandboxReady} */ (ready), ended }
}

/**
 * The database server is not our child process, so nothing reports when it ends.
 * @param {number} pid
 */
function gone(pid) {
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      if (isAlive(pid)) return
      clearInterval(watch)
      resolve(null)
    }, 1_000)
    watch.unref()
  })
}

/**
 * Waits until the app says that it can serve.
 * @param {string} address
 * @param {import('./next.mjs').Next} next
 * @param {AbortSignal} signal
 */
async function healthy(address, next, signal) {
  let ended = false
  let answer = 'nothing'
  void next.ended.then(() => (ended = true))
  for (const deadline = Date.now() + 90_000; Date.now() < deadline;) {
    signal.throwIfAborted()
    if (ended) throw new Refusal(`The app ended before it was ready:\n${next.output()}`)
    try {
      const { status, text } = await ask(address, signal)
      if (status === 200) return
      answer = `${status} ${text}`
    } catch {
      // Not listening yet.
    }
    await setTimeout(50)
  }
  throw new Refusal(`The app did not become ready; /api/health answered ${answer}\n${next.output()}`)
}

/**
 * Asks once, without fetch, which would take ten megabytes for as long as the app runs.
 * @param {string} address
 * @param {AbortSignal} signal
 * @returns {Promise<{ status: number | undefined, text: string }>}
 */
function ask(address, signal) {
  return new Promise((resolve, reject) => {
    const within = AbortSignal.any([signal, AbortSignal.timeout(30_000)])
    get(address, { signal: within, agent: false }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => (text += chunk))
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode, text }))
    }).on('error', reject)
  })
}

/**
 * Leaves what `Running` says in DATA_DIR for as long as the app runs; returns how to take it away.
 * @param {import('./start').Plan} plan
 * @param {import('./sandbox').SandboxReady | null} sandbox
 */
function publish(plan, sandbox) {
  const credentials = plan.sandbox?.options.credentials
  const upstream = sandbox &&
    credentials && { baseUrl: sandbox.baseUrl, ...credentials, sandboxControlUrl: sandbox.controlUrl }
  const file = path.join(plan.dataDir, 'running.json')
  writeFileSync(file, JSON.stringify({ pid: process.pid, ...plan.running, upstream }, null, 2), {
    mode: 0o600,
  })
  return () => rmSync(file, { force: true })
}

/** A signal, or the end of whoever started this, asks for an orderly stop. */
function stopRequest() {
  const controller = new AbortController()
  const stop = () => controller.abort()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, stop)
  // A killed npm takes nobody with it by itself. Started by hand, the shell may go and leave this running on purpose.
  if (process.env.npm_lifecycle_event) watchParent(stop, { throughShell: true })
  return controller
}
