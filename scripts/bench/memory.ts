import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { childEnvironment } from '../environment.mjs'

/** Memory in bytes of the launcher, its sandbox, and a Node process that does nothing. */
export async function memoryBeside(
  launcher: number,
): Promise<{ launcher: number; sandbox: number; node: number }> {
  const idle = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], {
    env: childEnvironment(),
    stdio: 'ignore',
  })
  try {
    await setTimeout(1_000)
    return {
      launcher: held(launcher),
      sandbox: held(childOf(launcher, 'sandbox.mjs')),
      node: held(idle.pid!),
    }
  } finally {
    idle.kill()
  }
}

/** The pid of the child whose command line contains `command`. */
export function childOf(parent: number, command: string): number {
  const found = readdirSync('/proc').find(
    (name) =>
      /^\d+$/.test(name) &&
      status(name, 'PPid') === parent &&
      readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(command),
  )
  return Number(found)
}

/**
 * The most memory that a process has while it works, in bytes. The kernel keeps it; what is written makes it begin anew.
 */
export async function peakOf(pid: number, work: () => Promise<void>): Promise<number> {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
  await work()
  return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024
}

function held(pid: number): number {
  return status(String(pid), 'VmRSS') * 1024
}

function status(pid: string, field: string): number {
  try {
    return Number(
      new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1],
    )
  } catch {
    // Gone in the meantime.
    return NaN
  }
}
