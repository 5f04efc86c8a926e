import 'server-only'
import { AppError } from '@/lib/core/errors'
import type { TenantId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import type { Kyc } from './schema'
import { KYC_FIELDS } from './constants'

type Field = keyof Kyc

const PREFIX = 'kyc.demanded.'
const keyOf = (tenantId: TenantId) => `${PREFIX}${tenantId}`

/** The Know-Your-Customer fields that the tenant was seen to demand. No call tells them beforehand. */
export async function demandedKyc(tenantId: TenantId): Promise<Field[]> {
  const kept = await db().setting.findUnique({ where: { key: keyOf(tenantId) } })
  return fieldsOf(kept)
}

/** The same of every tenant that was seen to demand any. */
export async function demandedByTenant(
  reader: Pick<Prisma.TransactionClient, 'setting'>,
): Promise<{ tenantId: string; fields: Field[] }[]> {
  const kept = await reader.setting.findMany({ where: { key: { startsWith: PREFIX } } })
  return kept
    .map((each) => ({ tenantId: each.key.slice(PREFIX.length), fields: fieldsOf(each) }))
    .filter(({ fields }) => fields.length > 0)
}

const fieldsOf = (kept: { value: Prisma.JsonValue } | null) =>
  KYC_FIELDS.filter((field) => Array.isArray(kept?.value) && kept.value.includes(field))

/**
 * Sends Know-Your-Customer data, and remembers what its tenant demands: a field that was empty and refused. One that was
 * empty and taken is not demanded any more. Whatever it throws says of each such field that it is demanded.
 */
export async function learningKyc<T>(tenantId: TenantId, sent: Kyc, send: () => Promise<T>): Promise<T> {
  const empty = KYC_FIELDS.filter((field) => !sent[field])
  const known = await demandedKyc(tenantId).catch((): Field[] => [])
  try {
    const answer = await send()
    if (known.some((field) => empty.includes(field)))
      await keep(
        tenantId,
        known.filter((field) => !empty.includes(field)),
      )
    return answer
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error
    const missed = empty.filter((field) => error.fields[field])
    for (const field of missed) error.fields[field] = 'Cloudflare requires it for accounts of this tenant.'
    if (missed.some((field) => !known.includes(field))) await keep(tenantId, [...known, ...missed])
    throw error
  }
}

async function keep(tenantId: TenantId, fields: Field[]): Promise<void> {
  const key = keyOf(tenantId)
  const value = [...new Set(fields)]
  // What is not remembered is learnt again: it must not make a failure of what succeeded, nor hide why it failed.
  await db()
    .setting.upsert({ where: { key }, create: { key, value }, update: { value } })
    .catch(() => {})
}
