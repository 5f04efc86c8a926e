import 'server-only'
import { AppError } from '@/lib/core/errors'
import { asId, type AccountId } from '@/lib/core/ids'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import type { DirectoryPass } from '@/lib/db/generated/client'
import { env } from '@/lib/env'
import { sharedBudget, type Background } from '@/lib/tenant-api/budget'
import { openTenantApi } from '@/lib/tenant-api/client'
import { persistent, type Job, type Turn } from '@/lib/workflows/engine'
import { listSome } from './listing'
import { beginPass, goOn, idOf, JOB, keepFilling, lastPass } from './passes'
import { callsToRead, inWords, lookForAccount, readAccount } from './reading'

const MINUTE = 60_000
const DAY_MS = 24 * 60 * MINUTE
/** A stretch of work ends after this, so that another process may take the next one. */
const STRETCH_MS = 20_000
/** How many accounts are read at once. */
const AT_ONCE = 4
/** How often it looks whether something is due. */
const IDLE_MS = 30_000
/** After something failed. */
const PAUSE_MS = MINUTE
/** The rolling refresh takes this part of the allowance, and listing all accounts anew this part. */
const SHARE = { refresh: 1 / 4, listing: 1 / 10 }
const LISTED_AT_MOST_EVERY_MS = 15 * MINUTE
const WINDOW_MS = 5 * MINUTE
/** An account that is being read is nobody else's for so long. */
const CLAIMED_MS = 10 * MINUTE

/** Reads what Cloudflare has, and keeps it in the mirror: first all accounts, then what is in them, then anew for ever. */
export const fillDirectory: Job = {
  name: JOB,
  atOnce: 1,
  always: keepFilling,
  work: persistent(work),
  gaveUp: (id, stretch) => goOn(id, stretch, new Date(Date.now() + PAUSE_MS)),
}

/** One stretch. */
export async function work(id: string, stretch: number, turn: Turn): Promise<boolean> {
  const until = Date.now() + STRETCH_MS
  let next: Date | 'ended' | null = null
  while (next === null && Date.now() < until) {
    const pass = await db().directoryPass.findFirst({ orderBy: { number: 'desc' } })
    // Another stretch goes on with it.
    if (!pass || idOf(pass) !== id || pass.stretch !== stretch) return false
    try {
      next = pass.listedAt ? await readSome(pass, turn) : await listSome(pass, turn)
      if (pass.fault) await note(pass, null)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      log().warn({ err: error }, 'the directory was not read')
      await note(pass, inWords(error))
      next = new Date(Math.max(Date.now() + PAUSE_MS, error.retryAt ?? 0))
    }
  }
  if (next !== 'ended') await goOn(id, stretch, next ?? new Date())
  return false
}

/** Reads the accounts that are due; returns when there is something to do again, or that nobody wants it. */
async function readSome(pass: DirectoryPass, turn: Turn): Promise<Date | 'ended' | null> {
  const claimed = await claim(pass)
  if (claimed.length === 0) return whenIdle(pass)
  const before = Date.now()
  const results = await Promise.allSettled(claimed.map((account) => read(account, pass, turn)))
  const waits = results.flatMap((each) =>
    each.status === 'fulfilled' && each.value.until ? [each.value.until] : [],
  )
  const failed = results.find((each) => each.status === 'rejected')
  if (failed) throw failed.reason
  if (waits.length > 0) return new Date(Math.max(...waits))
  if (pass.full && !pass.endedAt) return null
  // The rolling refresh leaves most of the allowance alone.
  const calls = results.reduce((sum, each) => sum + (each.status === 'fulfilled' ? each.value.calls : 0), 0)
  const { limit } = sharedBudget().lately()
  const pace = (calls * WINDOW_MS) / (limit * SHARE.refresh)
  return new Date(before + pace)
}

type Due = { id: string; seenAt: Date; ours: boolean }

/** Takes the accounts that are next: in the order in which they are due, nobody else meanwhile. */
async function claim(pass: DirectoryPass): Promise<Due[]> {
  // What the listing did not hold is looked for, whosever it is.
  const missing = pass.whole ? pass.startedAt : new Date(0)
  return db().$queryRaw<Due[]>`
    UPDATE directory_account SET due_at = ${new Date(Date.now() + CLAIMED_MS)} WHERE id IN (
      SELECT id FROM directory_account
      WHERE due_at <= now() AND gone_at IS NULL AND (tenant_id IS NOT NULL OR seen_at < ${missing})
      ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED
    ) RETURNING id, seen_at AS "seenAt", tenant_id IS NOT NULL AS ours`
}

/** Reads one account. `until`: the allowance has no room before that, and the account is due again. */
async function read(
  { id, seenAt, ours }: Due,
  pass: DirectoryPass,
  turn: Turn,
): Promise<{ calls: number; until: number | null }> {
  const caller: Background = { work: 'background' }
  const dueAgain = (at: Date) => db().directoryAccount.update({ where: { id }, data: { dueAt: at } })
  const accountId = asId<AccountId>(id)
  if (!accountId) {
    await dueAgain(new Date(Date.now() + DAY_MS))
    return { calls: 0, until: null }
  }
  const full = await sharedBudget().room(caller, await callsToRead(id))
  if (full !== null) {
    await dueAgain(new Date())
    return { calls: 0, until: full }
  }
  const tenant = openTenantApi(caller, turn.mayStillSend)
  try {
    const isMissing = pass.whole && seenAt < pass.startedAt
    const there = !isMissing || (await lookForAccount(tenant, accountId, { unlisted: true }))
    if (there && ours) await readAccount(tenant, accountId)
    else if (there) await dueAgain(new Date(Date.now() + DAY_MS))
    return { calls: tenant.calls.length, until: null }
  } catch (error) {
    await dueAgain(new Date(Date.now() + PAUSE_MS))
    if (error instanceof AppError && error.retryAt)
      return { calls: tenant.calls.length, until: error.retryAt }
    throw error
  } finally {
    sharedBudget().leave(caller)
    await db().directoryPass.update({
      where: { number: pass.number },
      data: { calls: { increment: tenant.calls.length } },
    })
  }
}

/** Nothing is due now: ends what is complete, and begins to list all accounts anew when it is time. */
async function whenIdle(pass: DirectoryPass): Promise<Date | 'ended' | null> {
  if (!pass.endedAt) {
    const [left] = await db().$queryRaw<{ next: Date | null }[]>`
      SELECT min(due_at) AS next FROM directory_account WHERE tenant_id IS NOT NULL AND gone_at IS NULL
        AND (read_at IS NULL OR (${pass.full} AND read_at < ${pass.startedAt}))`
    if (left!.next) return new Date(Math.max(left!.next.getTime(), Date.now() + 1_000))
    await db().directoryPass.update({ where: { number: pass.number }, data: { endedAt: new Date() } })
  }
  if (env().DIRECTORY_REFRESH === 'manual') return 'ended'
  const again = await timeToList(pass)
  if (again > Date.now()) return new Date(Math.min(again, Date.now() + IDLE_MS))
  await db().$transaction(async (tx) => {
    const last = await lastPass(tx)
    if (last?.number === pass.number) await beginPass(tx, last, { full: false })
  })
  return 'ended'
}

/** Accounts come and go elsewhere too. Listing takes two calls for fifty accounts. */
async function timeToList({ listedAt }: DirectoryPass): Promise<number> {
  const accounts = await db().directoryAccount.count({ where: { goneAt: null } })
  const { limit } = sharedBudget().lately()
  const every = ((accounts / 25) * WINDOW_MS) / (limit * SHARE.listing)
  return listedAt!.getTime() + Math.max(every, LISTED_AT_MOST_EVERY_MS)
}

async function note({ number }: DirectoryPass, fault: string | null): Promise<void> {
  await db().directoryPass.update({ where: { number }, data: { fault } })
}
