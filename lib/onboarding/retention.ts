import 'server-only'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { DAYS_AFTER_END, DAYS_UNUSED } from './retention-constants'

const DAY = 24 * 3_600_000
const FEW_MINUTES = 15 * 60_000

/**
 * Removes what is personal in onboarding and not needed any more. What a run made stays, with its customer's name: it is
 * the record.
 */
export async function forgetOld(): Promise<void> {
  const ago = (days: number) => new Date(Date.now() - days * DAY)
  const ended = { endedAt: { lt: ago(DAYS_AFTER_END) } }

  const runs = await db().onboardingRun.findMany({
    where: { ...ended, content: { not: null } },
    select: { id: true },
  })
  const ids = runs.map(({ id }) => id)
  await db().$transaction([
    // Sentences of upstream and the fields of its forms may quote an address.
    db().onboardingStep.updateMany({ where: { runId: { in: ids } }, data: { fields: Prisma.DbNull } }),
    db().onboardingStep.updateMany({
      where: { runId: { in: ids }, OR: [{ key: { startsWith: 'member:' } }, { key: 'service-user' }] },
      data: { message: null },
    }),
    db().onboardingRun.updateMany({ where: { id: { in: ids } }, data: { content: null } }),
  ])

  // Also where the run itself is gone by now.
  await db().$executeRaw`
    DELETE FROM onboarding_draft draft WHERE run_id IS NOT NULL AND updated_at < ${ago(DAYS_AFTER_END)}
    AND NOT EXISTS (
      SELECT FROM onboarding_run run WHERE run.id = draft.run_id
      AND (run.ended_at IS NULL OR run.ended_at >= ${ago(DAYS_AFTER_END)}))`
  await db().onboardingDraft.deleteMany({ where: { runId: null, updatedAt: { lt: ago(DAYS_UNUSED) } } })
  await db().onboardingEditor.deleteMany({ where: { seenAt: { lt: new Date(Date.now() - FEW_MINUTES) } } })

  await db().onboardingImport.deleteMany({
    where: { status: 'checked', startedAt: null, updatedAt: { lt: ago(DAYS_UNUSED) } },
  })
  // Few imports are ended by somebody: most are over once the last of their runs is. What was never asked for goes with
  // them, and with an import that stays paused.
  const [end, unused] = [ago(DAYS_AFTER_END), ago(DAYS_UNUSED)]
  await db().$executeRaw`
    UPDATE onboarding_import_row r SET content = NULL, name_key = NULL, domain_keys = '{}', "like" = NULL
    FROM onboarding_import i WHERE i.id = r.import_id AND r.content IS NOT NULL AND (
      i.ended_at < ${end}
      OR EXISTS (SELECT FROM onboarding_run run WHERE run.id = r.run_id AND run.ended_at < ${end})
      OR r.asked_by IS NULL AND r.run_id IS NULL AND i.started_at IS NOT NULL AND i.ended_at IS NULL
        AND i.updated_at < CASE WHEN i.status = 'paused' THEN ${unused}::timestamptz ELSE ${end}::timestamptz END
        AND NOT EXISTS (
          SELECT FROM onboarding_run run
          WHERE run.import_id = i.id AND (run.ended_at IS NULL OR run.ended_at >= ${end})))`
}
