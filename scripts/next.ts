import { spawn } from 'node:child_process'

export type Next = {
  /** Resolves with the exit code. */
  ended: Promise<number>
  /** What it has printed and nobody has seen yet. */
  output(): string
  /** It serves: from now on its output goes to this process's own, and it is given time to finish when it is stopped. */
  ready(): void
  /** Stops it: at once, or, where it serves, after what it is doing and within some seconds. */
  stop(): Promise<void>
}

/**
 * Starts Next's own command with `env` on top of ours. It keeps quiet until `ready`, leaves when this process does,
 * and is stopped by `signal`.
 */
export function runNext(args: string[], env: Record<string, string>, signal: AbortSignal): Next {
  const child = spawn(
    process.execPath,
    [
      '--import',
      './scripts/orphan.mjs',
      '--import',
      './scripts/address.mjs',
      '--import',
      './scripts/turns.mjs',
      'node_modules/next/dist/bin/next',
      ...args,
    ],
    {
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Out of the terminal's group, so that Ctrl-C reaches the launcher alone, which then stops things in order.
      detached: true,
    },
  )
  let held = ''
  const hold = (chunk: Buffer) => (held += chunk)
  child.stdout.on('data', hold)
  child.stderr.on('data', hold)
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
  const kill = (how: NodeJS.Signals) => {
    try {
      // Its workers too.
      process.kill(-child.pid!, how)
    } catch {
      // Already gone.
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
    ended,
    output: () => held.trim(),
    ready: () => {
      serves = true
      child.stdout.off('data', hold).pipe(process.stdout)
      child.stderr.off('data', hold).pipe(process.stderr)
    },
    stop,
  }
}
