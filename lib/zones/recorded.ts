import 'server-only'
import * as z from 'zod'
import type { Target } from '@/lib/audit/record'
import type { Zone } from '@/lib/tenant-api/zones'
import type { ManagedAccount } from '@/lib/tenants/access'
import { namesOf } from '@/lib/tenants/zones'

/** A zone as the record remembers it. */
export const ZoneState = z.object({
  id: z.string(),
  name: z.string().nullable(),
  type: z.string().nullable(),
  status: z.string().nullable(),
  nameServers: z.array(z.string()),
})

export function stateOf({ id, name, type, status, nameServers }: Zone): z.infer<typeof ZoneState> {
  return { id, name, type, status, nameServers }
}

export function targetOf(account: ManagedAccount, zone: Zone): Target {
  return { id: zone.id, name: namesOf(zone).name, accountId: account.id, accountName: account.name }
}
