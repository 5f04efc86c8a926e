import type { Instrumentation } from 'next'

/** Runs once in every server process, before its first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startSweeper } = await import('@/lib/workflows/sweep')
  const { settleForgotten } = await import('@/lib/accounts/forgotten')
  const { learnOlder } = await import('@/lib/tenants/older')
  const { forgetOld } = await import('@/lib/onboarding/retention')
  const { ACTS } = await import('@/lib/commands')
  const { JOBS } = await import('@/lib/jobs')
  const { onSighting } = await import('@/lib/tenant-api/sightings')
  const { keepSighting } = await import('@/lib/directory/keeping')
  const { lookSoon } = await import('@/lib/today/soon')
  const { startEngine, stopEngine } = await import('@/lib/workflows/engine')
  startSweeper({
    acts: ACTS,
    settle: async () => {
      await settleForgotten()
      await learnOlder()
    },
    forget: forgetOld,
  })
  onSighting(async (sighting, at) => {
    await keepSighting(sighting, at)
    lookSoon(sighting)
  })
  await startEngine(JOBS)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stopEngine())
}

/** Logs what ended a page, under the id that the error pages show. What people may read of it is in those. */
export const onRequestError: Instrumentation.onRequestError = async (
  error,
  request,
  { routePath, routeType },
) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { log } = await import('@/lib/core/log')
  const errorId = error instanceof Error && 'digest' in error ? error.digest : null
  // The address without its query, which may name customers.
  log().error({ errorId, err: error, method: request.method, routePath, routeType }, 'page fault')
}
