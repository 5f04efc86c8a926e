import 'server-only'
import { domainToUnicode } from 'node:url'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { isTyped } from '@/lib/accounts/terms'
import type { Outcome, RemoteContext } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import type { ZoneId } from '@/lib/core/ids'
import { sendOrFind } from '@/lib/core/settle'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import { PUBLIC_TYPES, type Zone } from '@/lib/tenant-api/zones'
import { managedZone, namesOf } from './access'
import type { AddZone, AddZoneAnswer } from './schema'
import { asciiDomain } from './terms'

/**
 * Adds a zone to an account, once: one that is there already is named instead of sent, and when the answer is lost the
 * zone is looked for by its name. Throws `unknown` when the look does not find it.
 */
export async function addZone(
  { tenant }: RemoteContext,
  { accountId, name, type }: AddZone,
): Promise<Outcome<AddZoneAnswer>> {
  const account = await managedAccount(tenant, accountId)
  const there = await findZone(tenant, account, name)
  if (there)
    return {
      data: { status: 'there', zoneId: there.id, name },
      phase: 'failed',
      errorCode: 'conflict',
      target: about(account, there),
      after: { id: there.id, found: true },
    }
  const { value: zone, found } = await sendOrFind(
    () => tenant.zones.create({ accountId: account.id, name, type }),
    () => findZone(tenant, account, name),
  )
  return {
    data: { status: 'added', zoneId: zone.id, name },
    target: about(account, zone),
    after: { ...facts(zone), ...(found && { found }) },
  }
}

/** Looks for a zone whose adding was lost; returns its id, or null when the account has none of that name. */
export async function settleZone(
  { tenant }: RemoteContext,
  { accountId, name }: { accountId: string; name: string },
): Promise<Outcome<{ zoneId: string | null }>> {
  const account = await managedAccount(tenant, accountId)
  const zone = await findZone(tenant, account, name)
  return {
    data: { zoneId: zone?.id ?? null },
    target: zone ? about(account, zone) : { name, accountId: account.id, accountName: account.name },
    after: zone ? { ...facts(zone), found: true } : { found: false },
  }
}

/**
 * Deletes a zone. Its Logpush jobs go first: upstream leaves them delivering (tenant-api §2.11). A lost answer is settled
 * by looking whether the zone is gone.
 */
export async function deleteZone(
  { tenant, step }: RemoteContext,
  { accountId, zoneId, typedName }: { accountId: string; zoneId: string; typedName: string },
): Promise<Outcome<{ name: string }>> {
  const account = await managedAccount(tenant, accountId)
  const zone = await managedZone(tenant, account, zoneId)
  const { name, unicode } = namesOf(zone)
  if (!isTyped(typedName, name) && !(unicode && isTyped(typedName, unicode)))
    throw new DeskError('invalid', 'The name does not match.', {
      fields: { typedName: 'Type the name exactly as shown.' },
    })
  const target = about(account, zone)
  const jobs = await tenant.logpush.zoneJobs(zone.id)
  if (jobs.length > 0)
    await step({ name: 'zone.delete.logpush', target }, async () => {
      for (const job of jobs) await tenant.logpush.deleteZoneJob(zone.id, job.id)
      return { data: null, after: { jobs: jobs.length } }
    })
  const { found } = await sendOrFind(
    async () => {
      await tenant.zones.delete(zone.id)
      return true
    },
    async () => ((await isGone(tenant, zone.id)) ? true : null),
  )
  return { data: { name }, target, before: facts(zone), after: found ? { found: false } : null }
}

/** Takes a name as the public DNS knows it; returns the account's zone of that name, whichever form upstream keeps. */
export async function findZone(
  tenant: TenantApi,
  account: ManagedAccount,
  name: string,
): Promise<Zone | null> {
  const forms = [...new Set([name, domainToUnicode(name) || name])]
  const pages = await Promise.all(
    forms.map((form) =>
      tenant.zones.listByAccount(account.id, {
        page: 1,
        perPage: 5,
        name: form,
        operator: 'equal',
        type: PUBLIC_TYPES,
      }),
    ),
  )
  return pages.flatMap(({ items }) => items).find((zone) => asciiDomain(zone.name ?? '') === name) ?? null
}

/** Takes a zone's id; returns whether there is no such zone any more. */
export async function isGone(tenant: TenantApi, id: ZoneId): Promise<boolean> {
  try {
    await tenant.zones.get(id)
    return false
  } catch (error) {
    if (error instanceof TenantApiError && error.kind === 'not_found') return true
    throw error
  }
}

function about(account: ManagedAccount, zone: Zone) {
  return { id: zone.id, name: namesOf(zone).name, accountId: account.id, accountName: account.name }
}

/** Takes a zone; returns what the audit may remember of it. */
export function facts({ id, name, type, status, nameServers }: Zone) {
  return { id, name, type, status, nameServers }
}
