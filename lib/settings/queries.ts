import 'server-only'
import { defineQuery } from '@/lib/entry/query'
import { ABSOLUTE_MS, IDLE_MS } from '@/lib/auth/cookies'
import { db, pool } from '@/lib/db/client'
import { auditIsGuarded } from '@/lib/db/guard'
import { env } from '@/lib/env'
import { sharedBudget, type BudgetState } from '@/lib/tenant-api/budget'
import { engineState, type EngineState } from '@/lib/workflows/engine'
import { version } from '@/package.json'
import type { Allowance } from './constants'

/** How this installation is set up, as far as everybody may know. */
export type Installation = { sandbox: boolean; upstreamHost: string }

/** Returns whether the upstream is the sandbox, and its host. Holds nothing secret. */
export function installation(): Installation {
  const { CLOUDFLARE_BASE_URL, SANDBOX_CONTROL_URL } = env()
  return { sandbox: SANDBOX_CONTROL_URL !== undefined, upstreamHost: new URL(CLOUDFLARE_BASE_URL).host }
}

export type InstallationDetails = Installation & {
  version: string
  address: string
  database: string
  /** Whether the role that the app works with can only add to the audit. */
  auditGuarded: boolean
  sessionHours: { idle: number; absolute: number }
}

/** Returns the same and what a support agent asks first. Holds nothing secret. */
export const installationDetails = defineQuery({
  permission: 'settings.read',
  run: async (): Promise<InstallationDetails> => {
    const [row] = await db().$queryRaw<{ server_version: string }[]>`SHOW server_version`
    return {
      ...installation(),
      version,
      address: env().NEXTAUTH_URL,
      database: `PostgreSQL ${row!.server_version}`,
      auditGuarded: await auditIsGuarded(pool()),
      sessionHours: { idle: IDLE_MS / 3_600_000, absolute: ABSOLUTE_MS / 3_600_000 },
    }
  },
})

export type EngineDetails = EngineState & {
  /** The run that has waited longest to be taken up. */
  oldest: { id: string; title: string; since: Date } | null
}

/** Returns which processes work at runs, and what waits for them. */
export const engineDetails = defineQuery({
  permission: 'settings.read',
  run: async (): Promise<EngineDetails> => {
    const [state, run] = await Promise.all([
      engineState(),
      db().onboardingRun.findFirst({
        where: { status: 'queued' },
        orderBy: { createdAt: 'asc' },
        select: { id: true, title: true, createdAt: true },
      }),
    ])
    return { ...state, oldest: run && { id: run.id, title: run.title, since: run.createdAt } }
  },
})

/** Returns how much is left of Cloudflare's allowance as of this process' latest call, which costs no query. */
export const allowanceLately = defineQuery({
  permission: 'accounts.read',
  run: async () => toAllowance(sharedBudget().lately()),
})

/** The same as of now, for all processes. */
export const allowanceNow = defineQuery({
  permission: 'accounts.read',
  run: async () => toAllowance(await sharedBudget().state()),
})

function toAllowance({ limit, used, resetsAt, fullAt, blockedUntil, forPeople, by }: BudgetState): Allowance {
  if (blockedUntil !== null)
    return { limit, used: limit, halfAt: blockedUntil, fullAt: blockedUntil, spent: true, forPeople, by }
  return { limit, used, halfAt: resetsAt, fullAt, spent: used >= limit, forPeople, by }
}
