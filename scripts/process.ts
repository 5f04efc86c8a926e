import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { childEnvironment } from './environment.mjs'

/** Returns the command line of a living process, or null when there is no such process. */
export function commandLine(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') || null
  } catch {
    return ps(pid, 'command=')
  }
}

/** Returns when a living process started, in the system's own unit: with the pid it tells any two processes apart. */
export function startedAt(pid: number): string | null {
  try {
    // The second field, the name, may hold spaces and parentheses; the start time is the 20th after it (proc(5)).
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19] ?? null
  } catch {
    return ps(pid, 'lstart=')
  }
}

function ps(pid: number, field: string): string | null {
  if (process.platform === 'linux' || !Number.isInteger(pid)) return null
  const env = childEnvironment()
  return spawnSync('ps', ['-p', String(pid), '-o', field], { env, encoding: 'utf8' }).stdout?.trim() || null
}
