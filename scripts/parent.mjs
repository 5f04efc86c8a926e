import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { childEnvironment } from './environment.mjs'

/**
 * Calls `whenGone` once when the process that started this one has ended, however it ended: nobody can catch SIGKILL,
 * but everybody can notice being an orphan. `throughShell`: it was started by way of a shell, which outlives its parent.
 * @param {() => void} whenGone
 */
export function watchParent(whenGone, { throughShell = false } = {}) {
  const parent = process.ppid
  const beyond = throughShell ? parentOf(parent) : null
  const watch = setInterval(() => {
    if (process.ppid === parent && (beyond === null || isAlive(beyond))) return
    clearInterval(watch)
    whenGone()
  }, 250)
  watch.unref()
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) || null
  } catch {
    const asked = spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], {
      env: childEnvironment(),
      encoding: 'utf8',
    })
    return Number(asked.stdout) || null
  }
}

/**
 * Whether a process with this pid exists, of any user.
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
