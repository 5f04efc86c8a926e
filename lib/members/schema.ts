import * as z from 'zod'
import type { Effect } from '@/lib/core/errors'
import type { PageFacts } from '@/lib/core/paging'
import { EMAIL, EMAIL_MAX, INVITE_MAX, readEmails, sameEmail } from './constants'

const Id = z.string().min(1).max(64)

export const Policy = z.object({
  access: z.string().min(1).max(20),
  permissionGroups: z.array(Id).min(1, 'Choose at least one permission group.').max(200),
  resourceGroups: z.array(Id).min(1, 'Choose at least one resource group.').max(200),
})
export type Policy = z.infer<typeof Policy>

/** Ours, and far beyond what anybody needs: a grant is kept in the record, refused ones too. */
const GROUPS_MAX = 2000

/** What a member may do: roles or policies, never both (tenant-api §2.4). */
export const Grant = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('roles'), roles: z.array(Id).min(1, 'Choose at least one role.').max(100) }),
  z.object({
    kind: z.literal('policies'),
    policies: z
      .array(Policy)
      .min(1, 'Add at least one policy.')
      .max(100)
      .refine(
        (policies) =>
          policies.flatMap((each) => [...each.permissionGroups, ...each.resourceGroups]).length <= GROUPS_MAX,
        `Choose at most ${GROUPS_MAX.toLocaleString('en')} groups in all policies together.`,
      ),
  }),
])
export type Grant = z.infer<typeof Grant>

export const MemberEmail = z
  .email({ pattern: EMAIL, error: 'This is not an email address.' })
  .max(EMAIL_MAX, `Cloudflare accepts email addresses of at most ${EMAIL_MAX} characters.`)

export const InviteMembers = z.object({
  accountId: Id,
  emails: z
    .array(MemberEmail)
    .min(1, 'Enter at least one email address.')
    .max(INVITE_MAX, `Invite at most ${INVITE_MAX} people at once.`),
  grant: Grant,
})
export type InviteMembers = z.infer<typeof InviteMembers>

/** Addresses as pasted come out as those to invite. `members`: who is one already. */
export const inviteForm = (members: ReadonlySet<string>) =>
  z.object({
    text: z.string().transform((text, context) => {
      const { emails, invalid } = readEmails(text)
      const wanted = emails.filter((email) => !members.has(sameEmail(email)))
      const say = (message: string) => context.addIssue({ code: 'custom', message })
      if (invalid.length > 0) say(`Correct or remove: ${invalid.join(', ')}`)
      else if (wanted.length === 0 && emails.length > 0)
        say('Everybody entered here is already a member. Enter somebody else.')
      else
        for (const { message } of InviteMembers.shape.emails.safeParse(wanted).error?.issues ?? [])
          say(message)
      return wanted
    }),
    grant: Grant,
  })

/** The outcome for one address. `unsent`: nothing was sent for it, because of what happened to one before it. */
export type InviteResult = {
  email: string
  status: 'invited' | 'member' | 'failed' | 'unknown' | 'unsent'
  message: string | null
  memberId: string | null
}

export const ChangeMember = z.object({
  accountId: Id,
  memberId: Id,
  grant: Grant,
  /** What the form was opened with: when it is something else by now, nothing is sent. */
  loaded: Grant.nullable(),
  /** The member's email, where taking Super Administrator away wants it typed. */
  typed: z.string().max(EMAIL_MAX * 2),
})
export type ChangeMember = z.infer<typeof ChangeMember>

/** What the form holds: what is chosen, for a member that had `loaded`. */
export const AccessForm = ChangeMember.pick({ grant: true, loaded: true })

export const RemoveMember = z.object({ accountId: Id, memberId: Id, typed: z.string().max(EMAIL_MAX * 2) })
export type RemoveMember = z.infer<typeof RemoveMember>

export const ResendInvitation = z.object({ accountId: Id, memberId: Id })
export type ResendInvitation = z.infer<typeof ResendInvitation>

/**
 * What resending ends in. `removed`: the old invitation is gone, the new one is not there, or nobody knows whether it
 * is (`effect`); it is `grant` that it had.
 */
export type ResendAnswer =
  { status: 'sent' } | { status: 'removed'; email: string; grant: Grant; effect: Effect; message: string }

/** Page sizes the API takes are 5 to 50. */
export const PAGE_SIZES = [10, 20, 50] as const
export const STATUSES = ['accepted', 'pending', 'rejected'] as const
export const ORDERS = ['email', 'first-name', 'last-name', 'status'] as const

/** What the list's address says. Whatever makes no sense falls back. */
export const MembersQuery = z.object({
  status: z.enum(STATUSES).optional().catch(undefined),
  order: z.enum(ORDERS).catch('email'),
  direction: z.enum(['asc', 'desc']).catch('asc'),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  size: z.coerce.number().pipe(z.literal(PAGE_SIZES)).catch(20),
})
export type MembersQuery = z.infer<typeof MembersQuery>

export type Named = { id: string; name: string | null }
export type PolicyView = { access: string; permissionGroups: Named[]; resourceGroups: Named[] }

export type MemberRow = {
  id: string
  email: string | null
  name: string | null
  status: string | null
  twoFactor: boolean | null
  roles: Named[]
  /** Those that say more than the roles do. */
  policies: PolicyView[]
  /** The user whose credentials this console was started with. */
  self: boolean
}

export type MembersPage = PageFacts & {
  rows: MemberRow[]
  /** When the open invitations among the rows were made, by member id, as far as Cloudflare's log tells. */
  invitedOn: Promise<Record<string, string>>
}

/** The first fifty, those who have not accepted before the others. */
export type MembersGlance = { rows: MemberRow[]; totalCount: number | null }

/** Something to choose, with what it is for. */
export type Choice = { id: string; name: string; description: string | null }
/** What there is to choose from; not `complete`: there is more, which could not be read. */
export type Choices = { choices: Choice[]; complete: boolean }
export type GroupChoices = { permissionGroups: Choices; resourceGroups: Choices }

export type MemberDetails = MemberRow & {
  apiAccess: boolean | null
  /** Null where upstream tells neither roles nor policies. */
  grant: Grant | null
  /** False where a part of the policies cannot be read: a change would lose it. */
  changeable: boolean
  lastSuper: boolean
  invitedOn: string | null
}

export type RoleRow = {
  id: string
  name: string
  description: string | null
  /** By area. */
  access: Record<string, 'edit' | 'read'>
  holders: Holder[]
}
/** A member that has a role, by itself or by a policy; `on` are the resource groups that a policy limits it to. */
export type Holder = { id: string; email: string; by: 'role' | 'policy'; on: string[] }
export type RolesMatrix = {
  areas: string[]
  roles: RoleRow[]
  /** These are all roles of the account. */
  complete: boolean
  /** Set where not all members of the account could be looked at: so many were. */
  onlyFirst: number | null
}
