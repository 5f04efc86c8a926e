import 'server-only'
import { db } from '@/lib/db/client'
import { DAYS_AFTER_END, DAYS_UNUSED } from './retention-constants'

const DAY = 24 * 3_600_000
const FEW_MINUTES = 15 * 60_000

/**
 * Removes what is personal in onboarding and not needed any more. What a run made stays, with its customer's name: it is
 * the record.
 */
export async function forgetOld(): Promise<void> {
  const ago = (days: number) => new Date(Date.now() - days * DAY)
  const end = ago(DAYS_AFTER_END)

  await db().$transaction([
    // Sentences of upstream and the fields of its forms may quote an address.
    db().$executeRaw`
      UPDATE onboarding_step step SET fields = NULL, message = CASE
        WHEN step.key LIKE 'member:%' OR step.key = 'service-user' THEN NULL ELSE step.message END
      FROM onboarding_run run WHERE run.id = step.run_id AND run.content IS NOT NULL AND run.ended_at < ${end}`,
    db().onboardingRun.updateMany({
      where: { endedAt: { lt: end }, content: { not: null } },
      data: { content: null },
    }),
  ])

  // Also where the run itself is gone by now.
  await db().$executeRaw`
    DELETE FROM onboarding_draft draft WHERE run_id IS NOT NULL AND updated_at < ${end}
    AND NOT EXISTS (
      SELECT FROM onboarding_run run WHERE run.id = draft.run_id
      AND (run.ended_at IS NULL OR run.ended_at >= ${end}))`
  await db().onboardingDraft.deleteMany({ where: { runId: null, updatedAt: { lt: ago(DAYS_UNUSED) } } })
  await db().onboardingEditor.deleteMany({ where: { seenAt: { lt: new Date(Date.now() - FEW_MINUTES) } } })

  await db().onboardingImport.deleteMany({
    where: { status: 'checked', startedAt: null, updatedAt: { lt: ago(DAYS_UNUSED) } },
  })
  // Few imports are ended by somebody: most are over once the last of their runs is. What was never asked for goes with
  // them, and with an import that stays paused.
  const unused = ago(DAYS_UNUSED)
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
