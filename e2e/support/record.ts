import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { SEED } from '../../lib/sandbox/seed'

/** Writes an attempt and its outcome, as a real action does; returns the outcome's id. */
export async function record(
  database: Pool,
  {
    name,
    accountId = SEED.accounts.plain,
    action = 'account.update',
    phase = 'succeeded',
    actorId = randomUUID(),
    email = 'somebody@example.com',
    at = new Date().toISOString(),
  }: {
    name: string
    accountId?: string
    action?: string
    phase?: 'succeeded' | 'failed'
    actorId?: string
    email?: string
    at?: string
  },
): Promise<string> {
  const [attempt, outcome, operation] = [randomUUID(), randomUUID(), randomUUID()]
  await database.query(
    `INSERT INTO audit_event (id, at, operation_id, attempt_id, phase, action, actor_id, actor_email, actor_role,
       address, target_type, target_name, account_id, account_name, request_id)
     SELECT id::uuid, $3::timestamptz, $4::uuid, $1::uuid, phase::"AuditPhase", $5, $6, $7, 'operator',
       '203.0.113.7', 'account', $8, $9, $8, gen_random_uuid()::text
     FROM (VALUES ($1, 'attempted'), ($2, $10)) AS rows (id, phase)`,
    [attempt, outcome, at, operation, action, actorId, email, name, accountId, phase],
  )
  return outcome
}
