import 'server-only'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'

export type Health = {
  status: 'ok' | 'unavailable'
  parts: {
    database: 'ok' | 'down'
    /** Down where no process works at runs. Pages are served all the same. */
    engine: 'ok' | 'down'
    upstream: 'sandbox' | 'live'
  }
}

/** Returns the state of each part; nothing secret, because anybody may ask. The upstream is named, not called. */
export async function health(): Promise<Health> {
  const alive = await db().$queryRaw<{ alive: boolean }[]>`
      SELECT EXISTS (
        SELECT FROM engine_process WHERE taken_at IS NULL AND expires_at > clock_timestamp()
      ) AS alive`
    .then(([row]) => row!.alive)
    .catch(() => null)
  return {
    status: alive === null ? 'unavailable' : 'ok',
    parts: {
      database: alive === null ? 'down' : 'ok',
      engine: alive ? 'ok' : 'down',
      upstream: env().SANDBOX_CONTROL_URL ? 'sandbox' : 'live',
    },
  }
}
