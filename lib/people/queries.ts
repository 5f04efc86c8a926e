import 'server-only'
import { may } from '@/lib/auth/permissions'
import { requireStaff } from '@/lib/auth/session'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { directoryState } from '@/lib/directory/state'
import { defineDownload, yesNo, type Batches } from '@/lib/entry/download'
import { defineQuery } from '@/lib/entry/query'
import { sharedBudget } from '@/lib/tenant-api/budget'
import { openTenantApi } from '@/lib/tenant-api/client'
import { chosenTenant } from '@/lib/tenants/tenancy'
import { CALLS_EACH, MEMBERSHIPS_PAGE, REMOVE_AT_MOST } from './constants'
import { viewOf } from './removals'
import { countPeople, membershipsOf, pageOfPeople } from './rows'
import {
  PeopleQuery,
  type PeoplePage,
  type PersonDetails,
  type PersonRow,
  type RemovalPreview,
  type RemovalView,
} from './schema'

/** One page of everyone who is a member of an account of ours, as the directory has them. */
export const listPeople = defineQuery({
  permission: 'members.read',
  run: async (query: PeopleQuery): Promise<PeoplePage> => {
    const staff = await requireStaff()
    await chosenTenant(openTenantApi({ work: 'view', person: staff.id }), query.tenant)
    const [rows, totalCount, state, unread] = await Promise.all([
      pageOfPeople(query),
      countPeople(query),
      directoryState(),
      db().directoryAccount.count({
        where: { goneAt: null, members: null, tenantId: query.tenant ?? { not: null } },
      }),
    ])
    return { rows, totalCount, asOf: state.asOf?.toISOString() ?? null, unread }
  },
})

const BATCH = 1000

export const exportPeople = defineDownload<PersonRow>({
  name: 'people.export',
  label: 'Export people',
  target: 'member',
  permission: 'customers.export',
  file: 'people',
  plan: (params) => {
    const query = PeopleQuery.parse(params)
    const { page: _, q, ...filter } = query
    return {
      // Whom somebody looks for is not kept.
      filter: { ...filter, ...(q && { q: 'set' }) },
      columns: {
        Email: ({ email }) => email,
        Name: ({ name }) => name,
        Accounts: ({ accounts }) => accounts,
        Pending: ({ pending }) => pending,
        'Two-factor': ({ twoFactor }) => yesNo(twoFactor),
        Access: ({ powers }) => powers.map(({ name, accounts }) => `${name} (${accounts})`).join('; '),
      },
      open: async (report, all) => {
        const tenant = openTenantApi(report.caller)
        report.calls = tenant.calls
        await chosenTenant(tenant, query.tenant)
        return everybody(all ? { ...query, q: '', status: '', twoFactor: '', power: '' } : query)
      },
    }
  },
})

async function* everybody(query: PeopleQuery): Batches<PersonRow> {
  for (let page = 1; ; page++) {
    const rows = await pageOfPeople({ ...query, page }, BATCH)
    if (rows.length > 0) yield rows
    if (rows.length < BATCH) return true
  }
}

/** Where somebody is a member, and what they made there. Throws `not_found` for whom the directory does not know. */
export const personDetails = defineQuery({
  permission: 'members.read',
  run: async (rawEmail: string, page: number): Promise<PersonDetails> => {
    const staff = await requireStaff()
    const email = rawEmail.toLowerCase()
    const [{ memberships, totalCount }, known, tokens, removals, state] = await Promise.all([
      membershipsOf(email, { take: MEMBERSHIPS_PAGE, skip: (page - 1) * MEMBERSHIPS_PAGE }),
      db().directoryMember.findFirst({
        where: { email },
        orderBy: { name: { sort: 'asc', nulls: 'last' } },
        select: { name: true },
      }),
      may(staff.role, 'tokens.read') ? tokensOf(email) : [],
      db().removal.findMany({ where: { email }, orderBy: { createdAt: 'desc' }, take: 10 }),
      directoryState(),
    ])
    if (!known && removals.length === 0)
      throw new AppError('not_found', 'Nobody of this address is known here.')
    return {
      email,
      name: known?.name ?? null,
      memberships,
      totalCount,
      tokens,
      removals: removals.map(({ id, status, startedByEmail, createdAt }) => ({
        id,
        status,
        startedBy: startedByEmail,
        createdAt: createdAt.toISOString(),
      })),
      asOf: state.asOf?.toISOString() ?? null,
    }
  },
})

const TOKENS_AT_MOST = 100

async function tokensOf(email: string): Promise<PersonDetails['tokens']> {
  const tokens = await db().directoryToken.findMany({
    where: { creatorEmail: { equals: email, mode: 'insensitive' }, goneAt: null },
    orderBy: [{ accountId: 'asc' }, { name: 'asc' }],
    take: TOKENS_AT_MOST,
  })
  const accounts = await db().directoryAccount.findMany({
    where: { id: { in: tokens.map(({ accountId }) => accountId) }, tenantId: { not: null } },
    select: { id: true, name: true },
  })
  return tokens.flatMap(({ id, accountId, name, status, issuedOn }) => {
    const account = accounts.find((each) => each.id === accountId)
    if (!account) return []
    return [
      { id, accountId, accountName: account.name, name, status, issuedOn: issuedOn?.toISOString() ?? null },
    ]
  })
}

/** What a removal would do, for the choice. */
export const removalPreview = defineQuery({
  permission: 'members.remove',
  run: async (rawEmail: string): Promise<RemovalPreview> => {
    const email = rawEmail.toLowerCase()
    const [{ memberships, totalCount }, { limit, used, forPeople }] = await Promise.all([
      membershipsOf(email, { take: REMOVE_AT_MOST }),
      sharedBudget().state(),
    ])
    if (totalCount === 0) throw new AppError('not_found', 'This person is a member of none of your accounts.')
    const pace = Math.max(1, limit - forPeople)
    return {
      email,
      memberships: memberships.map(({ accountId, accountName, status, roles, policies, kept }) => ({
        ...{ accountId, accountName, status, roles, policies, kept },
      })),
      more: totalCount - memberships.length,
      calls: { each: CALLS_EACH, free: Math.max(0, pace - used), pace },
    }
  },
})

/** A removal with what became of it in each account. Throws `not_found`. */
export const removalDetails = defineQuery({
  permission: 'members.read',
  run: async (id: string): Promise<RemovalView> => viewOf(id),
})
