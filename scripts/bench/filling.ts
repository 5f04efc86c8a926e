import { setTimeout } from 'node:timers/promises'
import { SEED } from '@/lib/sandbox/seed'
import { asWorker, type App, type Call } from './app'
import { WINDOW_MS } from './provisioning'

const AT_ONCE = 16

/** Makes accounts upstream, each with a zone. */
export async function makeAccounts(app: App, accounts: number): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let nth = next++; nth < accounts; nth = next++) {
      const body = { name: `Filled ${nth}`, type: 'standard', unit: { id: SEED.units.direct.id } }
      const made = (await app.bare(call('/accounts', body))) as { id: string }
      await app.bare(call('/zones', { account: { id: made.id }, name: `filled-${nth}.com` }))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

const call = (path: string, body: object): Call => ({ method: 'POST', path, query: {}, headers: {}, body })

/** Has everything read; returns how long that took over the least that the allowance permits, and its calls. */
export async function fillOnce(app: App, dataDir: string, limit: number) {
  asWorker(app, dataDir)
  const { db } = await import('@/lib/db/client')
  const { refreshAll } = await import('@/lib/directory/passes')
  await app.control('DELETE', '/calls')
  const begun = Date.now()
  await db().$transaction(refreshAll)
  for (;;) {
    const pass = await db().directoryPass.findFirst({ orderBy: { number: 'desc' } })
    if (pass?.endedAt) {
      const took = Date.now() - begun
      // A whole window's calls may go at once, and the same again when it is over.
      const least = Math.max(1, Math.ceil(pass.calls / limit) - 1) * WINDOW_MS
      return { took, least, calls: pass.calls }
    }
    await setTimeout(500)
  }
}
