import 'server-only'
import { plainName } from '@/lib/core/names'
import type { Prisma } from '@/lib/db/generated/client'
import { LABELS_AT_MOST } from './constants'
import type { AliasRow, CheckedAlias } from './import-schema'
import { AliasName } from './schema'

type Reader = Pick<Prisma.TransactionClient, 'directoryAccount' | 'accountLabel'>
type Account = { id: string; name: string }

/**
 * Looks up the accounts of a table in the directory, which has ours alone, and says of each row what is wrong with it. The
 * directory proves them, because asking Cloudflare for each would take the allowance of everybody.
 */
export async function checkAliases(from: Reader, rows: AliasRow[]): Promise<CheckedAlias[]> {
  const asked = [...new Set(rows.map(({ account }) => account))]
  const accounts = await from.directoryAccount.findMany({
    where: {
      goneAt: null,
      tenantId: { not: null },
      OR: [{ id: { in: asked } }, { sortName: { in: asked.map(plainName) } }],
    },
    select: { id: true, name: true },
  })
  const kept = await from.accountLabel.findMany({
    where: { kind: 'alias', accountId: { in: accounts.map(({ id }) => id) } },
    select: { accountId: true, norm: true },
  })
  const has = new Map<string, Set<string>>()
  for (const { accountId, norm } of kept) has.set(accountId, (has.get(accountId) ?? new Set()).add(norm))
  const named = new Map<string, number>()
  return rows.map((row) => {
    const [account, ...others] = accountsOf(accounts, row.account)
    const alias = AliasName.safeParse(row.alias)
    const norm = alias.success ? plainName(alias.data) : ''
    const found = (fault: string | null, there = false): CheckedAlias => ({
      ...row,
      alias: alias.success ? alias.data : row.alias,
      accountId: account && others.length === 0 ? account.id : null,
      accountName: account && others.length === 0 ? account.name : null,
      fault,
      there,
    })
    if (row.account === '') return found('Enter the account’s ID or its exact name.')
    if (!account) return found('There is no managed account with this ID or name in the directory.')
    if (others.length > 0) return found('Several accounts have this name. Enter the account’s ID.')
    if (!alias.success) return found(alias.error.issues[0]!.message)
    const key = `${account.id} ${norm}`
    const before = named.get(key)
    if (before !== undefined) return found(`Row ${before} says the same.`)
    named.set(key, row.row)
    const its = has.get(account.id) ?? new Set()
    has.set(account.id, its)
    if (its.has(norm)) return found(null, true)
    its.add(norm)
    if (its.size > LABELS_AT_MOST) return found(`An account has at most ${LABELS_AT_MOST} aliases.`)
    return found(null)
  })
}

/** An id names one account; a name is exact, and may name several. */
function accountsOf(accounts: Account[], asked: string): Account[] {
  const byId = accounts.filter(({ id }) => id === asked)
  return byId.length > 0 ? byId : accounts.filter(({ name }) => name.trim() === asked)
}
