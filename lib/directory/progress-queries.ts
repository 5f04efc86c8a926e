import 'server-only'
import { db } from '@/lib/db/client'
import { defineQuery } from '@/lib/entry/query'
import { env } from '@/lib/env'
import type { DirectoryProgress } from './schema'

/** How far the mirror has come, for Settings. */
export const directoryProgress = defineQuery({
  permission: 'settings.read',
  run: async (): Promise<DirectoryProgress> => {
    const [pass, [counts]] = await Promise.all([
      db().directoryPass.findFirst({ orderBy: { number: 'desc' } }),
      db().$queryRaw<
        {
          accounts: number
          ours: number
          read: number
          gone: number
          faulty: number
          fault: string | null
          oldest: Date | null
          hour: number
          listed: Date | null
        }[]
      >`
        SELECT count(*) FILTER (WHERE gone_at IS NULL)::int AS accounts,
          count(*) FILTER (WHERE gone_at IS NULL AND tenant_id IS NOT NULL)::int AS ours,
          count(*) FILTER (WHERE gone_at IS NULL AND tenant_id IS NOT NULL AND read_at IS NOT NULL)::int AS read,
          count(*) FILTER (WHERE gone_at IS NOT NULL)::int AS gone,
          count(*) FILTER (WHERE gone_at IS NULL AND read_fault IS NOT NULL)::int AS faulty,
          min(read_fault) FILTER (WHERE gone_at IS NULL) AS fault,
          min(read_at) FILTER (WHERE gone_at IS NULL AND tenant_id IS NOT NULL) AS oldest,
          count(*) FILTER (WHERE read_at > now() - interval '1 hour')::int AS hour,
          (SELECT max(listed_at) FROM directory_pass) AS listed
        FROM directory_account`,
    ])
    const { accounts, ours, read, gone, faulty, fault, oldest, hour, listed } = counts!
    return {
      ...{ accounts, ours, read, gone },
      faults: { accounts: faulty, example: fault },
      listedAt: listed?.toISOString() ?? null,
      oldestRead: oldest?.toISOString() ?? null,
      lastHour: hour,
      doing:
        !pass || (pass.endedAt && env().DIRECTORY_REFRESH === 'manual')
          ? 'idle'
          : !pass.listedAt
            ? 'listing'
            : pass.full && !pass.endedAt
              ? 'reading'
              : 'refreshing',
      fault: pass?.fault ?? null,
      manual: env().DIRECTORY_REFRESH === 'manual',
    }
  },
})
