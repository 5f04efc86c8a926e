import 'server-only'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import type { FindAnswer } from './schema'

/** Counts a lookup under the day and the kind of what came first. Nobody waits for it, and nothing of the text is kept. */
export function countLookup({ results }: FindAnswer): void {
  const kind = results[0]?.kind ?? 'none'
  db().$executeRaw`
      INSERT INTO lookup AS kept (day, kind, count) VALUES ((now() AT TIME ZONE 'UTC')::date, ${kind}, 1)
      ON CONFLICT (day, kind) DO UPDATE SET count = kept.count + 1`.catch((error: unknown) => {
    log().warn({ err: error }, 'a lookup was not counted')
  })
}
