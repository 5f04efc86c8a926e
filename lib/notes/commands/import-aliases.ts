import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { plainName } from '@/lib/core/names'
import { putTerms } from '@/lib/directory/terms'
import { defineCommand } from '@/lib/entry/command'
import { checkAliases } from '../checking'
import { ImportAliases } from '../import-schema'

/** Keeps all aliases of a table that was checked, or none: it is checked anew. Throws `conflict` where it does not fit. */
export const importAliases = defineCommand({
  name: 'alias.import',
  label: 'Import aliases',
  target: 'alias',
  permission: 'aliases.import',
  effect: 'local',
  input: ImportAliases,
  remember: { after: z.object({ aliases: z.number(), accounts: z.number() }) },
  run: async ({ tx, staff }, { rows }) => {
    const checked = await checkAliases(tx, rows)
    const wrong = checked.find(({ fault }) => fault)
    if (wrong) throw new AppError('conflict', `Nothing was imported. Row ${wrong.row}: ${wrong.fault}`)
    const fresh = checked.filter(({ there }) => !there)
    const made = await tx.accountLabel.createManyAndReturn({
      data: fresh.map(({ accountId, alias }) => ({
        kind: 'alias' as const,
        accountId: accountId!,
        name: alias,
        norm: plainName(alias),
        createdBy: staff.id,
      })),
      skipDuplicates: true,
    })
    await putTerms(
      tx,
      made.map(({ id, accountId, name }) => ({ kind: 'alias', subjectId: id, accountId, text: name })),
    )
    const accounts = new Set(made.map(({ accountId }) => accountId)).size
    return { data: { aliases: made.length }, after: { aliases: made.length, accounts } }
  },
})
