import { seal, unseal } from '@/lib/core/seal'
import type { Prisma } from '@/lib/db/generated/client'
import { Refusal } from './console.mjs'

/**
 * Every column that holds what is encrypted with DATA_KEY. What is sealed belongs to its row, named as the table and
 * its key have it: `onboarding_import_row:<import_id>:<row>`. `stays`: the row means something without it.
 */
export const SEALED = [
  { table: 'onboarding_draft', column: 'content', stays: false, key: ['id'] },
  { table: 'onboarding_template', column: 'content', stays: false, key: ['id'] },
  { table: 'onboarding_run', column: 'content', stays: true, key: ['id'] },
  { table: 'onboarding_import_row', column: 'content', stays: true, key: ['import_id', 'row'] },
]

const AT_ONCE = 500

/**
 * Encrypts everything anew in the transaction of its caller, so that at any time all is under one key. Returns how much
 * that was. Throws a Refusal where something cannot be read with the former key.
 */
export async function sealAnew(tx: Prisma.TransactionClient, former: string, next: string): Promise<number> {
  const [from, to] = [Buffer.from(former, 'base64'), Buffer.from(next, 'base64')]
  let count = 0
  for (const { table, column, key } of SEALED) {
    const belongs = `concat_ws(':', '${table}', ${key.map((part) => `"${part}"`).join(', ')})`
    // Readers go on; what somebody saves meanwhile would be under the former key.
    await tx.$executeRawUnsafe(`LOCK TABLE "${table}" IN SHARE ROW EXCLUSIVE MODE`)
    await tx.$executeRawUnsafe(
      `DECLARE sealed CURSOR FOR SELECT ${belongs} AS belongs, "${column}" AS content FROM "${table}" WHERE "${column}" IS NOT NULL`,
    )
    for (;;) {
      const rows: { belongs: string; content: Uint8Array }[] = await tx.$queryRawUnsafe(
        `FETCH ${AT_ONCE} FROM sealed`,
      )
      if (rows.length === 0) break
      const anew = rows.map((row) => Buffer.from(seal(open(row.content, row.belongs, from), row.belongs, to)))
      await tx.$executeRawUnsafe(
        `UPDATE "${table}" SET "${column}" = decode(anew.content, 'hex')
         FROM unnest($1::text[], $2::text[]) AS anew (belongs, content) WHERE ${belongs} = anew.belongs`,
        rows.map((row) => row.belongs),
        anew.map((content) => content.toString('hex')),
      )
      count += rows.length
    }
    await tx.$executeRawUnsafe('CLOSE sealed')
  }
  return count
}

/** Removes what nobody can read any more, because its key is lost. Returns how much that was. */
export async function removeSealed(tx: Prisma.TransactionClient): Promise<number> {
  let count = 0
  for (const { table, column, stays } of SEALED) {
    const remove = stays ? `UPDATE "${table}" SET "${column}" = NULL` : `DELETE FROM "${table}"`
    count += await tx.$executeRawUnsafe(`${remove} WHERE "${column}" IS NOT NULL`)
  }
  return count
}

function open(content: Uint8Array, belongs: string, key: Buffer): unknown {
  try {
    return unseal(content, belongs, key)
  } catch {
    throw new Refusal(
      `${belongs} cannot be read with the former DATA_KEY, so nothing was encrypted anew: bring its row back from a backup or delete it, and run this again.`,
    )
  }
}
