import 'server-only'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'

/*
 * Which rows can be started is told by SQL whenever they are shown or started, and is never that of an older state: a row
 * that was mended or removed is nobody's twin any more.
 */

/**
 * `failed`: its run could not make the account, and waits for a person or was stopped: nothing is there that a second run
 * would make again. `asked`: its run was asked for. `errors`: a field of it is refused. `twins`: there is somebody like its customer, and
 * nobody has said yet that it is wanted all the same. `ready`: none of these.
 */
export type Condition = 'failed' | 'asked' | 'errors' | 'twins' | 'ready'

/** Every row of an import in its condition, as a table with `row`, `calls` and `condition`. */
export const conditionsOf = (importId: string) => Prisma.sql`(
  WITH keys AS (${keysOf(Prisma.sql`import_id = ${importId}::uuid`)}),
    shared AS (SELECT key FROM keys GROUP BY key HAVING count(*) > 1),
    elsewhere AS (${elsewhere(importId)}),
    twin AS (
      SELECT DISTINCT row FROM keys
      WHERE key IN (SELECT key FROM shared) OR key IN (SELECT key FROM elsewhere)
    )
  SELECT row, calls, CASE
    WHEN ${FAILED} THEN 'failed'
    WHEN asked_by IS NOT NULL THEN 'asked'
    WHEN faults > 0 THEN 'errors'
    WHEN NOT confirmed AND ("like" IS NOT NULL OR row IN (SELECT row FROM twin)) THEN 'twins'
    ELSE 'ready' END AS condition
  FROM onboarding_import_row WHERE import_id = ${importId}::uuid)`

/** Of a row: what was sent and is not settled, or was made, is mended in its own run alone. */
export const FAILED = Prisma.sql`EXISTS (
  SELECT FROM onboarding_run run JOIN onboarding_step step ON step.run_id = run.id AND step.key = 'account'
  WHERE run.id = onboarding_import_row.run_id AND run.status IN ('paused', 'stopped')
    AND run.account_id IS NULL AND step.state IN ('waiting', 'paused', 'failed'))`

export type Twins = {
  row: number
  /** Of the same file. */
  rows: number[]
  /** Of another file that is being imported. */
  elsewhere: { importId: string; row: number } | null
}

/** Twins are named up to here. */
const NAMED_AT_MOST = 5

/** For some rows, the others with a customer of the same name, or with one of its domains. */
export async function twinsOf(importId: string, rows: number[]): Promise<Map<number, Twins>> {
  const found = await db().$queryRaw<
    { row: number; rows: number[] | null; otherImport: string | null; otherRow: number | null }[]
  >`
    WITH keys AS (${keysOf(Prisma.sql`import_id = ${importId}::uuid`)}),
      shared AS (
        SELECT key, (array_agg(row ORDER BY row))[1:${NAMED_AT_MOST + 1}] AS rows
        FROM keys GROUP BY key HAVING count(*) > 1
      ),
      elsewhere AS (${elsewhere(importId)})
    SELECT keys.row, shared.rows, elsewhere.import_id AS "otherImport", elsewhere.row AS "otherRow"
    FROM keys LEFT JOIN shared USING (key) LEFT JOIN elsewhere USING (key)
    WHERE keys.row = ANY(${rows}) AND (shared.key IS NOT NULL OR elsewhere.key IS NOT NULL)`
  const twins = new Map<number, Twins>()
  for (const { row, rows: same, otherImport, otherRow } of found) {
    const before = twins.get(row)
    const others = [...(before?.rows ?? []), ...(same ?? [])].filter((other) => other !== row)
    twins.set(row, {
      row,
      rows: [...new Set(others)].sort((a, b) => a - b).slice(0, NAMED_AT_MOST),
      elsewhere: before?.elsewhere ?? (otherImport ? { importId: otherImport, row: Number(otherRow) } : null),
    })
  }
  return twins
}

/** Names and domains of customers that other imports are to make, or are making. */
const elsewhere = (importId: string) => Prisma.sql`
  SELECT key, (array_agg(import_id))[1] AS import_id, min(row) AS row
  FROM (${keysOf(Prisma.sql`
    import_id <> ${importId}::uuid AND asked_by IS NOT NULL
    AND import_id IN (SELECT id FROM onboarding_import WHERE status IN ('running', 'paused'))
    AND NOT EXISTS (SELECT FROM onboarding_run run WHERE run.id = run_id AND run.ended_at IS NOT NULL)`)}) other
  GROUP BY key`

const keysOf = (which: Prisma.Sql) => Prisma.sql`
  SELECT import_id, row, name_key AS key FROM onboarding_import_row WHERE ${which} AND name_key IS NOT NULL
  UNION SELECT import_id, row, unnest(domain_keys) FROM onboarding_import_row WHERE ${which}`
