/** Runs once in every server process, before its first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startSweeper } = await import('@/lib/workflows/sweep')
  const { lookUpstream, settleForgotten } = await import('@/lib/accounts/aftermath')
  const { ORDER_EYES } = await import('@/lib/subscriptions/aftermath')
  const { ZONE_EYES } = await import('@/lib/zones/aftermath')
  const eyes = { ...ORDER_EYES, ...ZONE_EYES }
  startSweeper({ look: (open) => (eyes[open.action] ?? lookUpstream)(open), settle: settleForgotten })
}
