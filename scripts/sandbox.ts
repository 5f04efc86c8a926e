import { startSandbox } from '@/lib/sandbox/server'

export type SandboxOptions = Parameters<typeof startSandbox>[0]

/** Where it listens. */
export type SandboxReady = { baseUrl: string; controlUrl: string }

// The sandbox's own process: told by serve.mjs what to play, it answers where it listens, and leaves with it.
process.once('message', async (options: SandboxOptions) => {
  // The same port at every start, so that what was noted of it stays true; another when it is taken.
  const sandbox = await startSandbox(options).catch(() => startSandbox({ ...options, port: 0 }))
  const { baseUrl, controlUrl } = sandbox
  process.send!({ baseUrl, controlUrl } satisfies SandboxReady)
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await sandbox.close()
    process.exit()
  }
  process.on('SIGTERM', stop)
  process.on('disconnect', stop)
})
