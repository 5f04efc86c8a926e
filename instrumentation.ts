/** Runs once in every server process, before its first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startSweeper } = await import('@/lib/workflows/sweep')
  const { lookUpstream, settleForgotten } = await import('@/lib/accounts/aftermath')
  startSweeper({ look: lookUpstream, settle: settleForgotten })
}
