import * as z from 'zod'
import type { Effect } from '@/lib/core/errors'
import { firstOf } from '@/lib/core/names'
import { MemberEmail, type Choices } from '@/lib/members/schema'
import { ChosenTenant } from '@/lib/tenants/schema'

const Id = z.string().min(1).max(64)

export const CreateServiceUser = z.object({
  /** Made when the form was opened: one form makes at most one service user. */
  formKey: z.uuid(),
  accountId: Id,
  email: MemberEmail,
  roles: z.array(Id).min(1, 'Choose at least one role.').max(100),
})
export type CreateServiceUser = z.infer<typeof CreateServiceUser>

/** What the form holds. */
export const ServiceUserFields = CreateServiceUser.pick({ roles: true }).extend({
  email: z.string().trim().pipe(MemberEmail),
})

export const OneServiceUser = z.object({ id: z.uuid() })
export type OneServiceUser = z.infer<typeof OneServiceUser>

/** Whether the service user can use the account. Where it is not known to, `message` says why, and `effect` what is known. */
export type Membership = { there: true } | { there: false; effect: Effect; message: string }

export type CreateServiceUserAnswer =
  /** The one time that the key is shown. */
  | { status: 'created'; apiKey: string; membership: Membership }
  /** The answer was lost: it may be there, its key is gone, and nothing can tell. */
  | { status: 'unknown' }
  /** This form was already sent. */
  | { status: 'earlier' }

/** In which direction each sorts when the address does not say: the latest first. */
export const DIRECTIONS = { created: 'desc', email: 'asc', account: 'asc' } as const

export const ServiceUsersQuery = z
  .object({
    q: z
      .string()
      .transform((text) => firstOf(text.replace(/\p{Cc}/gu, ' ').trim(), 100))
      .catch(''),
    sort: z.enum(['created', 'email', 'account']).catch('created'),
    direction: z.enum(['asc', 'desc']).optional().catch(undefined),
    page: z.coerce.number().int().min(1).max(100_000).catch(1),
    tenant: ChosenTenant,
  })
  .transform((query) => ({
    ...query,
    direction: query.direction ?? DIRECTIONS[query.sort],
  }))
export type ServiceUsersQuery = z.infer<typeof ServiceUsersQuery>
export const PAGE_SIZE = 20

/** What we remember of a service user. Cloudflare lists none. */
export type ServiceUserRow = {
  id: string
  email: string
  accountId: string
  accountName: string | null
  status: 'created' | 'unknown' | 'sent'
  membership: Membership
  createdBy: string
  createdAt: string
  keySavedAt: string | null
}
export type ServiceUsersPage = { rows: ServiceUserRow[]; totalCount: number }

export type ServiceUserForm = {
  account: { id: string; name: string | null }
  roles: Choices
  /** The outcome of sending the form before. */
  earlier: ServiceUserRow | null
}
