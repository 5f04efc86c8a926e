import { spawn } from 'node:child_process'

export type Next = {
  /** Resolves with the exit code. */
  ended: Promise<number>
  /** What it has printed and nobody has seen yet. */
  output(): string
  /** From now on its output goes to this process's own. */
  show(): void
  /** Asks it to finish what it is doing, and insists after a while. */
  stop(): Promise<void>
}

/**
 * Starts Next's own command with `env` on top of ours. It keeps quiet until `show`, leaves when this process does,
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
  const stop = async () => {
    kill('SIGTERM')
    const insist = setTimeout(kill, 8_000, 'SIGKILL')
    await ended
    clearTimeout(insist)
  }
  signal.addEventListener('abort', stop, { once: true })
  return {
    ended,
    output: () => held.trim(),
    show: () => {
      child.stdout.off('data', hold).pipe(process.stdout)
      child.stderr.off('data', hold).pipe(process.stderr)
    },
    stop,
  }
}
