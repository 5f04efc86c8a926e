import 'server-only'
import * as z from 'zod'
import { firstOf, keepable } from '@/lib/core/names'
import { db } from '@/lib/db/client'
import { defineCommand } from '@/lib/entry/command'
import { checkAliases } from './checking'
import { readAliases } from './reading'

const CheckAliases = z.object({
  fileName: z.string().transform((name) => firstOf(keepable(name), 120)),
  source: z.custom<AsyncIterable<Uint8Array>>((given) => given !== null && typeof given === 'object'),
})

/** Reads a table of aliases, and says of each row what is wrong with it. Keeps nothing. */
export const checkAliasTable = defineCommand({
  name: 'alias.import.check',
  label: 'Check an import of aliases',
  target: 'alias',
  permission: 'aliases.import',
  effect: 'local',
  input: CheckAliases,
  remember: {
    request: CheckAliases.pick({ fileName: true }),
    after: z.object({ rows: z.number(), errors: z.number() }),
  },
  targetOf: ({ fileName }) => ({ name: fileName }),
  prepare: async (_, { source }) => {
    const rows = await checkAliases(db(), await readAliases(source))
    const errors = rows.filter(({ fault }) => fault).length
    return async () => ({ data: { rows }, after: { rows: rows.length, errors } })
  },
})
