import 'server-only'
import * as z from 'zod'
import type { Target } from '@/lib/audit/record'
import type { Token } from '@/lib/tenant-api/tokens'
import type { ManagedAccount } from '@/lib/tenants/access'
import { permissionName, resourceName } from './catalogue'
import { resourcesOf, withNames } from './policies'
import { allowedOf } from './reading'

/** What the record keeps of a form. */
export const TokenRequest = z.object({
  name: z.string(),
  groupIds: z.array(z.string()),
  zones: z.string(),
  zoneIds: z.array(z.string()),
  allowed: z.string(),
  refused: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
})

/** A token as the record remembers it. There is no value in it. */
export const TokenState = z.object({
  id: z.string(),
  name: z.string().nullable(),
  status: z.string().nullable(),
  permissions: z.array(z.string()),
  allowed: z.array(z.string()),
  refused: z.array(z.string()),
  notBefore: z.string().nullable(),
  expiresOn: z.string().nullable(),
})

/** What a token may have otherwise than asked, and whether it had to be looked for. */
export const Compared = z.object({ otherwise: z.array(z.string()), found: z.boolean() }).partial()

/** `names`: those of the zones that the token is for, by id, where they are known. */
export function stateOf(
  token: Token,
  account: ManagedAccount,
  names: ReadonlyMap<string, string> = new Map(),
): z.infer<typeof TokenState> {
  const { id, name, status, policies, requestIp, notBefore, expiresOn } = token
  return {
    id,
    name,
    status,
    permissions: policies.flatMap(({ effect, permissionGroups, resources }) => {
      const where = withNames(resourcesOf(resources, account.id), names).map(resourceName).join(', ')
      const groups = permissionGroups.map((group) => permissionName(group.name ?? group.id))
      return groups.map((words) => `${effect === 'allow' ? '' : `${effect}: `}${words} (${where})`)
    }),
    allowed: allowedOf(token),
    refused: requestIp.notIn,
    notBefore,
    expiresOn,
  }
}

export function targetOf(account: ManagedAccount, token: Token): Target {
  return { id: token.id, name: token.name ?? token.id, accountId: account.id, accountName: account.name }
}
