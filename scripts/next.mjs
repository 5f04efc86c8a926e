import { spawn } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { NETWORK, childEnvironment } from './environment.mjs'
import { logLines } from './log-lines.mjs'

// pino's numbers.
const INFO = 30
const ERROR = 50

/**
 * @typedef {object} Next
 * @property {number} pid
 * @property {Promise<number>} ended Resolves with the exit code.
 * @property {() => string} output What it has printed and nobody has seen yet.
 * @property {() => void} ready It serves: from now on its output goes to this process's own, as JSON lines, and it is
 *   given time to finish when it is stopped.
 * @property {() => Promise<void>} stop Stops it: at once, or, where it serves, after what it is doing and within some
 *   seconds.
 */

/**
 * Starts Next's own command with `env` and nothing else of ours. It keeps quiet until `ready`, leaves when this process
 * does, and is stopped by `signal`.
 * @param {string[]} args
 * @param {Partial<NodeJS.ProcessEnv>} env
 * @param {AbortSignal} signal
 * @returns {Next}
 */
export function runNext(args, env, signal) {
  const preloaded = ['orphan', 'address', 'hsts', 'turns', 'abort-reasons', 'together'].flatMap((name) => [
    '--import',
    `./scripts/${name}.mjs`,
  ])
  const child = spawn(process.execPath, [...preloaded, 'node_modules/next/dist/bin/next', ...args], {
    env: { ...childEnvironment(NETWORK), NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Out of the terminal's group, so that Ctrl-C reaches the launcher alone, which then stops things in order.
    detached: true,
  })
  let held = ''
  const hold = (/** @type {Buffer} */ chunk) => (held += chunk)
  child.stdout.on('data', hold)
  child.stderr.on('data', hold)
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
  const kill = (/** @type {NodeJS.Signals} */ how) => {
    try {
      process.kill(-(child.pid ?? 0), how)
    } catch {
      // It has already exited.
    }
  }
  let serves = false
  const stop = async () => {
    // While it boots it does nothing that must be finished, and may not hear what it is asked.
    kill(serves ? 'SIGTERM' : 'SIGKILL')
    const insist = setTimeout(kill, 8_000, 'SIGKILL')
    await ended
    clearTimeout(insist)
  }
  signal.addEventListener('abort', stop, { once: true })
  return {
    pid: child.pid ?? 0,
    ended,
    output: () => held.trim(),
    ready: () => {
      serves = true
      // Developers read it as Next prints it.
      const log = (/** @type {number} */ level) => (args[0] === 'dev' ? new PassThrough() : logLines(level))
      child.stdout.off('data', hold).pipe(log(INFO)).pipe(process.stdout)
      child.stderr.off('data', hold).pipe(log(ERROR)).pipe(process.stderr)
      held = ''
    },
    stop,
  }
}
