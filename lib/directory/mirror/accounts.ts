import 'server-only'
import { firstOf, likeness, plainName } from '@/lib/core/names'
import type { TenantId } from '@/lib/core/ids'
import { putTerms } from '@/lib/directory/terms'
import type { Account } from '@/lib/tenant-api/accounts'
import type { Profile } from '@/lib/tenant-api/profiles'
import type { Tenant } from '@/lib/tenant-api/tenants'
import { asRows, INDEXED_MAX, type Writer } from './rows'

/**
 * Keeps accounts as they were at a time. Whose they are is known from the tenant's own list they came from, from their
 * unit, or from what was proved of them before; it is never forgotten again.
 */
export async function keepAccounts(
  tx: Writer,
  accounts: Account[],
  at: Date,
  tenantId: TenantId | null = null,
): Promise<void> {
  if (accounts.length === 0) return
  const rows = accounts.map(({ id, name, type, unitId, createdOn, settings }) => ({
    id: id as string,
    name: name ?? id,
    sort: firstOf(plainName(name ?? id), INDEXED_MAX),
    likeness: firstOf(likeness(name ?? id), INDEXED_MAX),
    type,
    unit: unitId,
    created: createdOn,
    two_factor: settings.enforceTwoFactor,
  }))
  const kept = await tx.$queryRaw<{ id: string; name: string }[]>`
    INSERT INTO directory_account AS kept
      (id, name, sort_name, likeness, type, unit_id, tenant_id, created_on, two_factor, first_seen_at, seen_at)
    SELECT came.id, came.name, came.sort, came.likeness, came.type, unit.id, coalesce(${tenantId}, unit.tenant_id, owner.tenant_id),
      came.created, came.two_factor, ${at}, ${at}
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS came
      (id text, name text, sort text, likeness text, type text, unit text, created timestamptz, two_factor boolean)
    LEFT JOIN directory_unit unit ON unit.id = came.unit
    LEFT JOIN belonging owner ON owner.id = came.id
    ON CONFLICT (id) DO UPDATE SET
      name = excluded.name, sort_name = excluded.sort_name, likeness = excluded.likeness,
      type = coalesce(excluded.type, kept.type),
      unit_id = coalesce(excluded.unit_id, kept.unit_id),
      tenant_id = coalesce(excluded.tenant_id, kept.tenant_id),
      created_on = coalesce(excluded.created_on, kept.created_on),
      two_factor = coalesce(excluded.two_factor, kept.two_factor),
      seen_at = excluded.seen_at, gone_at = NULL
    WHERE kept.seen_at <= excluded.seen_at
    RETURNING id, name`
  await putTerms(
    tx,
    kept.map(({ id, name }) => ({ kind: 'account', subjectId: id, accountId: id, text: name })),
  )
}

/** Keeps which Know-Your-Customer fields are given, and of their text the business name alone (docs/decisions/0029). */
export async function keepProfile(tx: Writer, accountId: string, profile: Profile, at: Date): Promise<void> {
  const given = Object.entries(profile).flatMap(([field, value]) => (value.trim() === '' ? [] : [field]))
  const known = await tx.$executeRaw`
    UPDATE directory_account SET kyc_given = ${given}, kyc_read = true, kyc_at = ${at}
    WHERE id = ${accountId} AND tenant_id IS NOT NULL AND (kyc_at IS NULL OR kyc_at <= ${at})`
  if (known > 0)
    await putTerms(tx, [{ kind: 'business', subjectId: accountId, accountId, text: profile.businessName }])
}

/** Keeps the units of tenants; those that are not told any more are gone, where all could be read. */
export async function keepUnits(tx: Writer, tenants: Tenant[], at: Date): Promise<void> {
  const rows = tenants.flatMap((tenant) =>
    tenant.units.map(({ id, name, parentId }) => ({
      id: id as string,
      name,
      parent: parentId,
      tenant: tenant.id,
      tenant_name: tenant.name,
    })),
  )
  await tx.$executeRaw`
    INSERT INTO directory_unit AS kept (id, tenant_id, tenant_name, name, parent_id, seen_at)
    SELECT id, tenant, tenant_name, name, parent, ${at}
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb)
      AS came (id text, name text, parent text, tenant text, tenant_name text)
    ON CONFLICT (id) DO UPDATE SET
      tenant_id = excluded.tenant_id, tenant_name = excluded.tenant_name, name = coalesce(excluded.name, kept.name),
      parent_id = excluded.parent_id, seen_at = excluded.seen_at, gone_at = NULL`
  const whole = tenants.filter(({ unitsRead }) => unitsRead).map(({ id }) => id as string)
  await tx.$executeRaw`
    UPDATE directory_unit SET gone_at = ${at}
    WHERE tenant_id = ANY(${whole}) AND seen_at < ${at} AND gone_at IS NULL`
}
