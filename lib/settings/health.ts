import 'server-only'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'

export type Health = {
  status: 'ok' | 'unavailable'
  parts: { database: 'ok' | 'down'; upstream: 'sandbox' | 'live' }
}

/** Returns the state of each part; nothing secret, because anybody may ask. The upstream is named, not called. */
export async function health(): Promise<Health> {
  const database = await db().$queryRaw`SELECT 1`.then(() => 'ok' as const).catch(() => 'down' as const)
  return {
    status: database === 'ok' ? 'ok' : 'unavailable',
    parts: { database, upstream: env().SANDBOX_CONTROL_URL ? 'sandbox' : 'live' },
  }
}
