import 'server-only'
import { defineQuery } from '@/lib/entry/query'
import { defineDownload, yesNo, type Batches } from '@/lib/entry/download'
import { requireStaff } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import type { Prisma, ServiceUser } from '@/lib/db/generated/client'
import type { Work } from '@/lib/tenant-api/budget'
import { openTenantApi } from '@/lib/tenant-api/client'
import { accountOf } from '@/lib/tenants/access'
import { chosenTenant } from '@/lib/tenants/tenancy'
import {
  PAGE_SIZE,
  ServiceUsersQuery,
  type ServiceUserForm,
  type ServiceUserRow,
  type ServiceUsersPage,
} from './schema'

/** Longer than any request of ours lives: a `sent` older than this lost its process. */
const SENT_AT_MOST_MS = 60_000
const NOT_TRIED = 'It is not a member of the account yet.'

/** One page of the service users that were made here: all, or those of accounts that the chosen tenant has now. */
export const listServiceUsers = defineQuery({
  permission: 'service-users.read',
  run: async (query: ServiceUsersQuery): Promise<ServiceUsersPage> => {
    const staff = await requireStaff()
    const { page } = query
    const where = await matching(query, { work: 'view', person: staff.id })
    const [rows, totalCount] = await Promise.all([
      db().serviceUser.findMany({
        where,
        orderBy: orderOf(query),
        skip: (page - 1) * PAGE_SIZE,
        take: PAGE_SIZE,
      }),
      db().serviceUser.count({ where }),
    ])
    return { rows: rows.map(toRow), totalCount }
  },
})

export const exportServiceUsers = defineDownload<ServiceUserRow>({
  name: 'service-users.export',
  label: 'Export service users',
  target: 'service-user',
  permission: 'customers.export',
  file: 'service-users',
  plan: (params) => {
    const query = ServiceUsersQuery.parse(params)
    const { q, sort, direction, tenant } = query
    return {
      filter: { ...(q && { q }), sort, direction, ...(tenant && { tenant }) },
      idOf: ({ id }) => id,
      columns: {
        Email: (row) => row.email,
        Account: (row) => row.accountName,
        'Account ID': (row) => row.accountId,
        Status: (row) => row.status,
        'Member of the account': ({ membership }) =>
          !membership.there && membership.effect === 'unknown' ? 'not known' : yesNo(membership.there),
        'API key saved': (row) => row.keySavedAt,
        Created: (row) => row.createdAt,
        'Created by': (row) => row.createdBy,
      },
      open: ({ caller }, all) => allServiceUsers(all ? { ...query, q: '' } : query, caller),
    }
  },
})

async function* allServiceUsers(query: ServiceUsersQuery, caller: Work): Batches<ServiceUserRow> {
  const where = await matching(query, caller)
  for (let skip = 0; ; skip += EXPORT_BATCH) {
    const users = await db().serviceUser.findMany({
      where,
      orderBy: orderOf(query),
      skip,
      take: EXPORT_BATCH,
    })
    if (users.length > 0) yield users.map(toRow)
    if (users.length < EXPORT_BATCH) return true
  }
}

const EXPORT_BATCH = 500

async function matching(
  { q, tenant }: ServiceUsersQuery,
  caller: Work,
): Promise<Prisma.ServiceUserWhereInput> {
  const contains = { contains: q, mode: 'insensitive' } as const
  return {
    ...(q && { OR: [{ email: contains }, { accountName: contains }, { accountId: q }] }),
    ...(tenant && { accountId: { in: await accountsOfTenant(tenant, caller) } }),
  }
}

/** Of those that have service users, which is little beside all that a tenant has. */
async function accountsOfTenant(chosen: string, caller: Work): Promise<string[]> {
  await chosenTenant(openTenantApi(caller), chosen)
  const found = await db().$queryRaw<{ id: string }[]>`
    SELECT DISTINCT b.id FROM service_user s JOIN belonging b ON b.id = s.account_id WHERE b.tenant_id = ${chosen}`
  return found.map(({ id }) => id)
}

function orderOf({ sort, direction }: ServiceUsersQuery): Prisma.ServiceUserOrderByWithRelationInput[] {
  const by = {
    created: { createdAt: direction },
    email: { email: direction },
    account: { accountName: direction },
  }
  return [by[sort], { id: 'asc' }]
}

/** What the form needs, by the key of the opened form. */
export const serviceUserForm = defineQuery({
  permission: 'service-users.create',
  run: async (rawAccountId: string, formKey: string): Promise<ServiceUserForm> => {
    const { account, tenant } = await accountOf(rawAccountId)
    const [roles, earlier] = await Promise.all([
      tenant.roles.list(account.id),
      db().serviceUser.findUnique({ where: { id: formKey } }),
    ])
    return {
      account: { id: account.id, name: account.name },
      roles: {
        choices: roles.items.map(({ id, name, description }) => ({ id, name: name ?? id, description })),
        complete: roles.complete,
      },
      earlier: earlier && toRow(earlier),
    }
  },
})

function toRow(user: ServiceUser): ServiceUserRow {
  const { id, email, accountId, accountName, createdBy, createdAt, keySavedAt } = user
  const gone = user.status === 'sent' && Date.now() - createdAt.getTime() > SENT_AT_MOST_MS
  return {
    id,
    email,
    accountId,
    accountName,
    status: gone ? 'unknown' : user.status,
    membership: user.memberId
      ? { there: true }
      : {
          there: false,
          effect: user.memberUnknown ? 'unknown' : 'none',
          message: user.memberFault ?? NOT_TRIED,
        },
    createdBy,
    createdAt: createdAt.toISOString(),
    keySavedAt: keySavedAt?.toISOString() ?? null,
  }
}
