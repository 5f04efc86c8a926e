import 'server-only'
import { finishGone } from '@/lib/accounts/deletion-runs'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { begin, persistent, type Job } from '@/lib/workflows/engine'
import { within, type Kind, type Scope } from './kind'
import { forEverybody, KINDS } from './kinds'

type Tx = Prisma.TransactionClient

const LOOK = 'today'
const ALL = 'all'
/** A look follows another after this time, or after as many times as long as it took itself: it is never much of the load. */
const EVERY_MS = 15_000
const RARER = 20
const DAYS_KEPT = 30

/** Looks at all customers, again and again. It asks the mirror and our own tables, and costs no call to Cloudflare. */
export const lookingAtAll: Job = {
  name: LOOK,
  atOnce: 1,
  always: keepLooking,
  work: persistent(work),
  gaveUp: (id, stretch) => lookLater(id, stretch),
}

/** Goes on looking, and begins the first time. */
async function keepLooking(): Promise<void> {
  await db().workLook.createMany({ data: { id: ALL, failed: [] }, skipDuplicates: true })
  const { stretch } = await db().workLook.findUniqueOrThrow({ where: { id: ALL } })
  await begin(db(), LOOK, { id: ALL, stretch, later: true })
}

async function work(id: string, stretch: number): Promise<boolean> {
  const look = await db().workLook.findUnique({ where: { id } })
  if (look && look.stretch !== stretch) return false
  const tookMs = await lookAtAll()
  await lookLater(id, stretch, Math.max(EVERY_MS, RARER * tookMs))
  return false
}

/** Also where somebody has emptied the table: a chain that broke would look never again. */
async function lookLater(id: string, stretch: number, ms = EVERY_MS): Promise<void> {
  const next = { stretch: stretch + 1 }
  await db().$transaction(async (tx) => {
    await tx.workLook.createMany({ data: { id, stretch, failed: [] }, skipDuplicates: true })
    const { count } = await tx.workLook.updateMany({ where: { id, stretch }, data: next })
    if (count === 1) await begin(tx, LOOK, { id, ...next, at: new Date(Date.now() + ms), later: true })
  })
}

/** Looks at everything now; returns how long that took. */
export async function lookAtAll(): Promise<number> {
  const began = performance.now()
  await closeDeletions()
  const failed = await lookFor(null)
  await tidy()
  await countAttention(null)
  const tookMs = Math.round(performance.now() - began)
  const looked = { lookedAt: new Date(), tookMs, failed }
  await db().workLook.upsert({ where: { id: ALL }, create: { id: ALL, ...looked }, update: looked })
  return tookMs
}

const kept = globalThis as typeof globalThis & {
  tenantdeskLooks?: { next: Set<string>; under: Promise<void> | null }
}

/**
 * Looks at one account now, after something of it was seen or changed. However many ask, this process is at one look: the
 * next one takes all that were asked for meanwhile.
 */
export function lookAt(accountId: string): Promise<void> {
  const looks = (kept.tenantdeskLooks ??= { next: new Set(), under: null })
  looks.next.add(accountId)
  const after = looks.under ?? Promise.resolve()
  return after.then(() => {
    // Somebody who waited too has begun it, or ended it.
    if (!looks.next.has(accountId)) return looks.under ?? undefined
    const ids = [...looks.next]
    looks.next.clear()
    looks.under = lookFor(ids)
      .then(() => countAttention(ids))
      .finally(() => (looks.under = null))
    return looks.under
  })
}

/** Returns what could not be looked for. The others go on: one kind's fault hides nothing of another. */
async function lookFor(scope: Scope): Promise<string[]> {
  const failed: string[] = []
  for (const kind of KINDS)
    try {
      await db().$transaction(async (tx) => {
        await holdWork(tx)
        await keep(tx, kind, scope, await kind.find(scope, tx))
      })
    } catch (error) {
      log().error({ err: error, kind: kind.id }, 'not looked for')
      failed.push(kind.id)
    }
  await db().$transaction(async (tx) => {
    await holdWork(tx)
    await applySnoozes(tx)
  })
  return failed
}

/**
 * One at a time: what an older look does not know yet must not be solved by it. To be called first in a transaction that
 * writes entries.
 */
export async function holdWork(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('work-list'))`
}

/**
 * Opens what was found, brings what is open up to date, and solves what was not found any more. Most of what a look finds
 * is as it was, and is not written. LATERAL asks the index of the kind and its subjects, and NOT IN is hashed, whatever is assumed of how many there are:
 * right after the first look that is far from the truth, and compared each with each they would take minutes.
 */
async function keep(tx: Tx, { id: kind }: Kind, scope: Scope, found: Prisma.Sql): Promise<void> {
  await tx.$executeRaw`SET LOCAL work_mem = '64MB'`
  await tx.$executeRaw`
    WITH told AS MATERIALIZED (
      SELECT DISTINCT ON (each.subject_id) each.subject_id, each.account_id,
        coalesce(account.name, each.data ->> 'accountName') AS account_name,
        coalesce(account.unit_id, each.data ->> 'unitId') AS unit_id,
        coalesce(account.tenant_id, of_account.tenant_id, unit.tenant_id, of_unit.tenant_id) AS tenant_id,
        each.data - 'accountName' - 'unitId' AS data, each.urgency, each.since, each.until
      FROM (${found}) each
      LEFT JOIN directory_account account ON account.id = each.account_id
      LEFT JOIN belonging of_account ON of_account.id = each.account_id
      LEFT JOIN directory_unit unit ON unit.id = each.data ->> 'unitId'
      LEFT JOIN belonging of_unit ON of_unit.id = each.data ->> 'unitId'
      ORDER BY each.subject_id
    ), changed AS (
      SELECT told.subject_id, told.account_id, told.account_name, told.unit_id, told.tenant_id, told.data, told.urgency,
        coalesce(told.since, CASE WHEN open.solved_at IS NULL THEN open.since END, date_trunc('milliseconds', now()))
          AS since, told.until
      FROM told
      LEFT JOIN LATERAL (
        SELECT * FROM work_item item
        WHERE item.kind = ${kind} AND item.subject_id = told.subject_id OFFSET 0
      ) open ON true
      WHERE open.id IS NULL OR open.solved_at IS NOT NULL
        OR (open.account_id, open.account_name, open.unit_id, open.tenant_id, open.data, open.urgency, open.since, open.until)
          IS DISTINCT FROM (told.account_id, told.account_name, told.unit_id, told.tenant_id, told.data, told.urgency::smallint,
            coalesce(told.since, open.since), told.until)
    ), kept AS (
      INSERT INTO work_item AS item
        (id, kind, subject_id, account_id, account_name, unit_id, tenant_id, data, urgency, since, until)
      SELECT gen_random_uuid(), ${kind}, changed.* FROM changed
      ON CONFLICT (kind, subject_id) DO UPDATE SET
        account_id = excluded.account_id, account_name = excluded.account_name, unit_id = excluded.unit_id,
        tenant_id = excluded.tenant_id, data = excluded.data, urgency = excluded.urgency, since = excluded.since,
        until = excluded.until, solved_at = NULL,
        first_found_at = CASE WHEN item.solved_at IS NULL THEN item.first_found_at ELSE now() END,
        owner_id = CASE WHEN item.solved_at IS NULL THEN item.owner_id END
    )
    UPDATE work_item item SET solved_at = now()
    WHERE item.kind = ${kind} AND item.solved_at IS NULL ${within(scope, Prisma.sql`item.account_id`)}
      AND item.subject_id NOT IN (SELECT subject_id FROM told)`
}

/** Keeps with each entry until when it is snoozed: what pages ask for. */
export async function applySnoozes(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    UPDATE work_snooze snooze SET ended_at = now() FROM work_item item
    WHERE snooze.item_id = item.id AND snooze.ended_at IS NULL AND item.solved_at IS NOT NULL`
  await tx.$executeRaw`
    WITH live AS (SELECT * FROM work_snooze WHERE ended_at IS NULL AND until > now()),
    wanted AS (
      SELECT id, max(until) AS until FROM (
        SELECT item.id, live.until FROM live JOIN work_item item ON item.id = live.item_id
        UNION ALL
        SELECT item.id, live.until FROM live
        JOIN work_item item ON item.account_id = live.account_id AND item.kind = live.kind
        WHERE live.item_id IS NULL
      ) each GROUP BY id
    )
    UPDATE work_item item SET snoozed_until = change.until FROM (
      SELECT id, wanted.until FROM (SELECT id FROM work_item WHERE snoozed_until IS NOT NULL) before
      FULL JOIN wanted USING (id)
    ) change
    WHERE item.id = change.id AND item.snoozed_until IS DISTINCT FROM change.until`
}

/** What is open, and not snoozed. */
export const isOpen = Prisma.sql`(item.solved_at IS NULL AND (item.snoozed_until IS NULL OR item.snoozed_until <= now()))`

/** Writes with each of the accounts, null for all, how much of it needs somebody. */
export async function countAttention(accountIds: string[] | null): Promise<void> {
  const [ofAccount, ofItem] = accountIds
    ? [Prisma.sql`id = ANY(${accountIds})`, Prisma.sql`item.account_id = ANY(${accountIds})`]
    : [Prisma.sql`attention <> 0`, Prisma.sql`item.account_id IS NOT NULL`]
  await db().$executeRaw`
    UPDATE directory_account account SET attention = counted.now FROM (
      SELECT coalesce(before.id, open.id) AS id, coalesce(open.count, 0) AS now
      FROM (SELECT id, attention FROM directory_account WHERE ${ofAccount}) before
      FULL JOIN (
        SELECT item.account_id AS id, count(*)::int AS count FROM work_item item
        WHERE ${isOpen} AND ${ofItem} AND item.kind = ANY(${forEverybody()}) GROUP BY item.account_id
      ) open ON open.id = before.id
      WHERE coalesce(before.attention, 0) <> coalesce(open.count, 0)
    ) counted
    WHERE account.id = counted.id`
}

/** Closes the deletions that stopped and of whose account the mirror says that it is gone. */
async function closeDeletions(): Promise<void> {
  const gone = await db().$queryRaw<{ id: string }[]>`
    SELECT account.id FROM account_deletion deletion JOIN directory_account account ON account.id = deletion.account_id
    WHERE deletion.status <> 'done' AND account.gone_at > deletion.created_at
      AND (deletion.status = 'stopped' OR deletion.updated_at < now() - interval '2 minutes')`
  for (const { id } of gone) await finishGone(id)
}

/** Gives back what somebody has who is not here any more, and drops what was solved long ago, or is of no kind. */
async function tidy(): Promise<void> {
  await db().$transaction(async (tx) => {
    await holdWork(tx)
    await tx.$executeRaw`
      UPDATE work_item SET owner_id = NULL WHERE solved_at IS NULL AND owner_id IS NOT NULL
      AND owner_id NOT IN (SELECT id FROM staff WHERE disabled_at IS NULL)`
    await tx.workItem.deleteMany({
      where: {
        OR: [
          { solvedAt: { lt: new Date(Date.now() - DAYS_KEPT * 24 * 3_600_000) } },
          { kind: { notIn: KINDS.map(({ id }) => id) } },
        ],
      },
    })
  })
}
