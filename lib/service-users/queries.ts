import 'server-only'
import { accountIdsOf, accountOf } from '@/lib/accounts/access'
import { requirePermission } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { openTenantApi } from '@/lib/tenant-api/client'
import { tenantsInView } from '@/lib/tenants/access'
import { PAGE_SIZE, type ServiceUserForm, type ServiceUsersPage, type ServiceUsersQuery } from './schema'
import { toRow } from './service'

/**
 * Takes what the list's address says; returns one page of the service users that were made here, the latest first: all,
 * or those of accounts that the chosen tenant has now.
 */
export async function listServiceUsers({ q, page, tenant }: ServiceUsersQuery): Promise<ServiceUsersPage> {
  await requirePermission('service-users.read')
  const contains = { contains: q, mode: 'insensitive' } as const
  const where: Prisma.ServiceUserWhereInput = {
    ...(q && { OR: [{ email: contains }, { accountName: contains }, { accountId: q }] }),
    ...(tenant && { accountId: { in: await accountsOfTenant(tenant) } }),
  }
  const [rows, totalCount] = await Promise.all([
    db().serviceUser.findMany({
      where,
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      skip: (page - 1) * PAGE_SIZE,
      take: PAGE_SIZE,
    }),
    db().serviceUser.count({ where }),
  ])
  return { rows: rows.map(toRow), totalCount }
}

/** Takes an account's id from the URL and the key of the opened form; returns what the form needs. */
export async function serviceUserForm(rawAccountId: string, formKey: string): Promise<ServiceUserForm> {
  await requirePermission('service-users.create')
  const { account, tenant } = await accountOf(rawAccountId)
  const [roles, earlier] = await Promise.all([
    tenant.roles.list(account.id),
    db().serviceUser.findUnique({ where: { id: formKey } }),
  ])
  return {
    account: { id: account.id, name: account.name },
    roles: roles.map(({ id, name, description }) => ({ id, name: name ?? id, description })),
    earlier: earlier && toRow(earlier),
  }
}

async function accountsOfTenant(chosen: string): Promise<string[]> {
  const api = openTenantApi()
  const tenants = await tenantsInView(api, chosen)
  return accountIdsOf(api, tenants[0]!.id)
}
