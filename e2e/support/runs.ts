import { createCipheriv, createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { EMPTY_DRAFT } from '../../lib/onboarding/draft-constants'
import type { RunStatus, StepState } from '../../lib/onboarding/schema'
import { SEED } from '../../lib/sandbox/seed'
import { readSecrets } from '../../scripts/data-dir'
import { DATA_DIR } from './env'

export type StepSeed = {
  key: string
  state?: StepState
  targetId?: string
  result?: unknown
  message?: string
  errorCode?: string
  fields?: Record<string, string>
  requestId?: string
  ray?: string
  nextLookAt?: Date
  startedAt?: Date
  endedAt?: Date
}

type RunSeed = {
  title: string
  status: RunStatus
  steps?: StepSeed[]
  order?: unknown
  accountId?: string
  reason?: string
  wakeAt?: Date
  movedAt?: Date
  endedAt?: Date
  startedBy?: { id: string; email: string }
}

/** Puts a draft into the database, empty but for the customer's name; returns its id. */
export async function putDraft(database: Pool, title: string): Promise<string> {
  const id = randomUUID()
  const content = { ...EMPTY_DRAFT, customer: { ...EMPTY_DRAFT.customer, name: title } }
  await database.query(
    `INSERT INTO onboarding_draft (id, title, content, created_by, updated_by, updated_at)
     VALUES ($1, $2, $3, gen_random_uuid(), gen_random_uuid(), now())`,
    [id, title, sealed(content, `onboarding_draft:${id}`, readSecrets(DATA_DIR).dataKey)],
  )
  return id
}

/** Puts a run into the database as the engine leaves it, which does not touch it; returns its id. */
export async function putRun(
  database: Pool,
  { title, status, steps = [], order = orderFor(title), startedBy, ...run }: RunSeed,
  dataKey = readSecrets(DATA_DIR).dataKey,
): Promise<string> {
  const id = randomUUID()
  const person = startedBy ?? { id: randomUUID(), email: 'operator@example.com' }
  await database.query(
    `INSERT INTO onboarding_run (id, operation_id, status, title, unit_id, content, started_by, started_by_email,
       account_id, reason, wake_at, moved_at, ended_at, updated_at)
     VALUES ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11, now()), $12, now())`,
    [
      id,
      status,
      title,
      SEED.units.direct.id,
      sealed(order, `onboarding_run:${id}`, dataKey),
      person.id,
      person.email,
      run.accountId,
      run.reason,
      run.wakeAt,
      run.movedAt,
      run.endedAt,
    ],
  )
  for (const [position, step] of steps.entries())
    await database.query(
      `INSERT INTO onboarding_step (run_id, key, position, state, idempotency_key, target_id, result, message,
         error_code, fields, request_id, ray, next_look_at, started_at, ended_at)
       VALUES ($1, $2, $3, $4, gen_random_uuid(), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        id,
        step.key,
        position,
        step.state ?? 'waiting',
        step.targetId,
        step.result === undefined ? null : JSON.stringify(step.result),
        step.message,
        step.errorCode,
        step.fields === undefined ? null : JSON.stringify(step.fields),
        step.requestId,
        step.ray,
        step.nextLookAt,
        step.startedAt,
        step.endedAt,
      ],
    )
  return id
}

/** What a customer of that name may have been ordered with. */
export const orderFor = (name: string) => ({
  customer: {
    name,
    description: '',
    unitId: SEED.units.direct.id,
    type: 'standard',
    agreementOn: '',
    agreementBy: '',
    businessName: `${name} Holding`,
    businessAddress: '1 Forge Lane',
    businessEmail: 'owner@anvil.example',
    businessPhone: '',
    externalMetadata: '',
  },
  access: {
    emails: ['ada@anvil.example', 'bob@anvil.example'],
    grant: { kind: 'roles', roles: ['05784afa30c1afe1440e79d9351c7430'] },
    likeAccountId: null,
    names: {},
    serviceUser: { email: 'anvil@partner.example', roles: ['05784afa30c1afe1440e79d9351c7430'] },
  },
  zones: [
    { name: 'anvil.example', type: 'full', plan: null },
    {
      name: 'xn--mller-kva.example',
      type: 'full',
      plan: { ratePlanId: 'PARTNERS_BIZ', frequency: 'monthly', componentValues: [] },
    },
  ],
  subscriptions: [{ ratePlanId: 'TEAMS_FREE', frequency: '', componentValues: [] }],
  confirmDuplicate: false,
})

// As lib/core/seal.ts has it, which a test's process cannot load.
function sealed(value: unknown, belongsTo: string, dataKey: string): Buffer {
  const key = Buffer.from(dataKey, 'base64')
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(belongsTo))
  const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  const keyId = createHash('sha256').update(key).digest().subarray(0, 4)
  return Buffer.concat([Buffer.of(1), keyId, nonce, cipher.getAuthTag(), text])
}
