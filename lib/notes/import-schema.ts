import * as z from 'zod'
import { ALIAS_ROWS_MAX } from './constants'

const line = z.string().max(1000)

/** A row of the table, as it was read: which account, by its id or its exact name, and its other name. */
export const AliasRow = z.object({ row: z.number().int().min(1), account: line, alias: line })
export type AliasRow = z.infer<typeof AliasRow>

export const ImportAliases = z.object({
  rows: z
    .array(AliasRow)
    .min(1, 'There is nothing to import.')
    .max(ALIAS_ROWS_MAX, `Import at most ${ALIAS_ROWS_MAX.toLocaleString('en')} aliases at once.`),
})

export type CheckedAlias = AliasRow & {
  accountId: string | null
  accountName: string | null
  /** What keeps it from being imported, in words. */
  fault: string | null
  /** The account has it already: nothing is done. */
  there: boolean
}
