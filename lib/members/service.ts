import 'server-only'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import type { Outcome, RemoteContext } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import { asId, type AccountId, type MemberId } from '@/lib/core/ids'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Grant as UpstreamGrant, Member } from '@/lib/tenant-api/members'
import { grantOf, isLastSuper, isSelf } from './reading'
import {
  isSuper,
  sameEmail,
  sameGrant,
  type ChangeMember,
  type Grant,
  type InviteMembers,
  type InviteResult,
  type RemoveMember,
  type ResendAnswer,
  type ResendInvitation,
} from './schema'

/**
 * Invites each address in turn, every one a step of its own; returns what became of each. Who is a member already is
 * not sent. What is no fault of the one address (no connection, no allowance, refused roles) ends the sending.
 */
export async function inviteMembers(
  context: RemoteContext,
  { accountId, emails, grant }: InviteMembers,
): Promise<Outcome<InviteResult[]>> {
  const { tenant } = context
  const account = await managedAccount(tenant, accountId)
  const [granted, members] = await Promise.all([
    upstreamGrant(tenant, account.id, grant),
    tenant.members.all(account.id),
  ])
  const results: InviteResult[] = []
  let stopped: unknown = null
  for (const email of new Map(emails.map((each) => [sameEmail(each), each])).values()) {
    const there = byEmail(members, email)
    if (there) results.push({ email, status: 'member', message: MEMBER_ALREADY, memberId: there.id })
    else if (stopped) results.push({ email, status: 'unsent', message: NOT_SENT, memberId: null })
    else
      try {
        const { id } = await invite(context, account, email, granted)
        results.push({ email, status: 'invited', message: null, memberId: id })
      } catch (error) {
        results.push({ email, memberId: null, ...wentWrong(error) })
        if (!isAboutTheAddress(error)) stopped = error
      }
  }
  const unknown = results.some(({ status }) => status === 'unknown')
  const failed = results.some(({ status }) => status === 'failed' || status === 'unsent')
  return {
    data: results,
    phase: unknown ? 'unknown' : failed ? 'failed' : 'succeeded',
    errorCode: unknown ? 'unknown' : failed ? 'refused' : undefined,
    target: { id: account.id, name: account.name, accountId: account.id, accountName: account.name },
    after: { results: results.map(({ email, status }) => `${email}: ${status}`) },
  }
}

/**
 * Replaces a member's roles or policies. Throws `conflict` when they are not what the form was opened with, and
 * `invalid` while taking Super Administrator from oneself or from the last one lacks its typed confirmation.
 */
export async function changeMember(
  { tenant }: RemoteContext,
  { accountId, memberId, grant, loaded, typed }: ChangeMember,
): Promise<Outcome<null>> {
  const account = await managedAccount(tenant, accountId)
  const member = await memberOf(tenant, account.id, memberId)
  const before = grantOf(member, account.id)
  const target = about(account, member)
  if (sameGrant(before, grant)) return { data: null, target, ...sides(member, member) }
  if (!sameGrant(before, loaded))
    throw new DeskError(
      'conflict',
      'Somebody changed this member in the meantime, and nothing was sent. Reload the page to see the current access.',
    )
  if (!member.whole)
    throw new DeskError(
      'refused',
      'Part of this member’s access cannot be read here, and a change would lose it. Nothing was sent. Change this member in Cloudflare’s dashboard.',
    )
  if (isSuper(before) && !isSuper(grant)) await confirmed(tenant, account, member, typed)
  const granted = await upstreamGrant(tenant, account.id, grant, member)
  const after = await settled(
    () => tenant.members.change(account.id, member.id, granted),
    async () => {
      const now = await tenant.members.get(account.id, member.id)
      return sameGrant(grantOf(now, account.id), grant) ? now : null
    },
  )
  return { data: null, target, ...sides(member, after) }
}

/** Removes a member. Throws `invalid` while removing oneself or the last Super Administrator is not confirmed by typing. */
export async function removeMember(
  { tenant }: RemoteContext,
  { accountId, memberId, typed }: RemoveMember,
): Promise<Outcome<null>> {
  const account = await managedAccount(tenant, accountId)
  const member = await memberOf(tenant, account.id, memberId)
  await confirmed(tenant, account, member, typed)
  await remove(tenant, account, member.id)
  return { data: null, target: about(account, member), before: facts(member), after: { status: 'removed' } }
}

/**
 * Resends an invitation, which upstream has no call for: removes the member and adds it again with the same access, as
 * two steps. When the second fails, the answer holds what is needed to invite again.
 */
export async function resendInvitation(
  context: RemoteContext,
  { accountId, memberId }: ResendInvitation,
): Promise<Outcome<ResendAnswer>> {
  const { tenant, step } = context
  const account = await managedAccount(tenant, accountId)
  const member = await memberOf(tenant, account.id, memberId)
  const grant = grantOf(member, account.id)
  const { email } = member
  const target = about(account, member)
  if (member.status === 'accepted')
    throw new DeskError('conflict', 'This person has accepted the invitation. Reload the page.')
  if (!email || !grant || !member.whole)
    throw new DeskError(
      'refused',
      'Cloudflare does not show everything this invitation allows, so it cannot be sent again from here. Remove the member and invite them again.',
    )
  const granted = await upstreamGrant(tenant, account.id, grant, member)
  await step({ name: 'member.remove', target, request: facts(member) }, async () => {
    await remove(tenant, account, member.id)
    return { data: null, target, before: facts(member), after: { status: 'removed' } }
  })
  try {
    const again = await invite(context, account, email, granted)
    return { data: { status: 'sent' }, target: about(account, again), after: facts(again) }
  } catch (error) {
    const { status, message } = wentWrong(error)
    return {
      data: {
        status: 'removed',
        email,
        grant,
        effect: status === 'unknown' ? 'unknown' : 'none',
        message,
      },
      phase: status,
      errorCode: error instanceof DeskError ? error.code : 'internal',
      target,
      before: facts(member),
      after: { status: 'removed' },
    }
  }
}

/** Takes an account and an id as it came; returns that member. Throws `not_found` for what is none. */
export async function memberOf(tenant: TenantApi, account: AccountId, rawId: string): Promise<Member> {
  const id = asId<MemberId>(rawId)
  if (id)
    try {
      return await tenant.members.get(account, id)
    } catch (error) {
      // A malformed id is refused with 400 (tenant-api §2.4).
      const none =
        error instanceof TenantApiError && (error.kind === 'not_found' || error.codes.includes(1001))
      if (!none) throw error
    }
  throw new DeskError('not_found', 'There is no such member in this account.')
}

function invite(
  { tenant, step }: RemoteContext,
  account: ManagedAccount,
  email: string,
  grant: UpstreamGrant,
): Promise<Member> {
  const target = { name: email, accountId: account.id, accountName: account.name }
  const request =
    'roles' in grant ? { email, roles: grant.roles } : { email, policies: policyTexts(grant.policies) }
  return step({ name: 'member.invite', target, request }, async () => {
    const member = await settled(
      () => tenant.members.add(account.id, { email, ...grant }),
      async () => byEmail(await tenant.members.all(account.id), email) ?? null,
    )
    return { data: member, target: { ...target, id: member.id }, after: facts(member) }
  })
}

function remove(tenant: TenantApi, account: ManagedAccount, member: MemberId): Promise<boolean> {
  return settled(
    async () => {
      await tenant.members.remove(account.id, member)
      return true
    },
    async () => {
      const gone = await tenant.members.get(account.id, member).then(
        () => false,
        (error) => error instanceof TenantApiError && error.kind === 'not_found',
      )
      return gone || null
    },
  )
}

/** Runs a change; where its answer is lost, looks once whether it is there. Never sends again. */
async function settled<T>(change: () => Promise<T>, look: () => Promise<T | null>): Promise<T> {
  try {
    return await change()
  } catch (error) {
    if (!(error instanceof DeskError) || error.effect !== 'unknown') throw error
    const found = await look().catch(() => null)
    if (found === null) throw error
    return found
  }
}

/** Our grant as the door takes it. Role ids are taken only from the account's own list, or from what the member holds. */
async function upstreamGrant(
  tenant: TenantApi,
  account: AccountId,
  grant: Grant,
  member: Member | null = null,
): Promise<UpstreamGrant> {
  if (grant.kind === 'policies')
    return {
      policies: grant.policies.map(({ access, permissionGroups, resourceGroups }) => ({
        access,
        permissionGroups: permissionGroups.map((id) => ({ id, name: null })),
        resourceGroups: resourceGroups.map((id) => ({ id, name: null, scope: [] })),
      })),
    }
  const known = [...(member?.roles ?? []), ...(await tenant.roles.list(account))]
  return {
    roles: grant.roles.map((id) => {
      const role = known.find((each) => each.id === id)
      if (!role)
        throw new DeskError('invalid', 'Cloudflare no longer offers one of the chosen roles.', {
          fields: { roles: 'Choose from the roles that this account offers.' },
        })
      return role.id
    }),
  }
}

/** Throws unless the member may go without typing, or its email was typed. */
async function confirmed(tenant: TenantApi, account: ManagedAccount, member: Member, typed: string) {
  const wanted = member.email ?? member.id
  if (sameEmail(typed) === sameEmail(wanted)) return
  const last = async () =>
    isSuper(grantOf(member, account.id)) &&
    isLastSuper(member.id, await tenant.members.all(account.id), account.id)
  if (isSelf(member) || (await last()))
    throw new DeskError('invalid', `Type ${wanted} to confirm.`, {
      fields: { typed: 'Type the email address exactly as shown.' },
    })
}

/** Takes members and an address; returns whose it is, whatever its case. */
export function byEmail(members: Member[], email: string): Member | undefined {
  return members.find((member) => member.email && sameEmail(member.email) === sameEmail(email))
}

function isAboutTheAddress(error: unknown): boolean {
  return (
    error instanceof DeskError && error.code === 'invalid' && !error.fields.roles && !error.fields.policies
  )
}

function wentWrong(error: unknown): { status: 'failed' | 'unknown'; message: string } {
  // A step lets no other error pass once it has sent something.
  if (!(error instanceof DeskError))
    return { status: 'failed', message: 'Something went wrong on our side, and nothing was sent.' }
  return {
    status: error.effect === 'unknown' ? 'unknown' : 'failed',
    message: error.fields.email ?? error.message,
  }
}

/** Takes an account and a member; returns what an act on that member is about. */
export function about(account: ManagedAccount, member: Member) {
  return {
    id: member.id,
    name: member.email ?? member.id,
    accountId: account.id,
    accountName: account.name,
  }
}

/** A member as the audit remembers it: words where there are any, ids where not. */
export function facts(member: Member) {
  return {
    email: member.email,
    status: member.status,
    roles: member.roles.map(({ id, name }) => name ?? id),
    ...(member.roles.length === 0 && { policies: policyTexts(member.policies) }),
  }
}

function sides(before: Member, after: Member) {
  return { before: facts(before), after: facts(after) }
}

type Groups = { id: string; name: string | null }[]

function policyTexts(policies: { access: string; permissionGroups: Groups; resourceGroups: Groups }[]) {
  const named = (groups: Groups) => groups.map(({ id, name }) => name ?? id).join(', ')
  return policies.map(
    ({ access, permissionGroups, resourceGroups }) =>
      `${access} ${named(permissionGroups)} on ${named(resourceGroups)}`,
  )
}

const MEMBER_ALREADY = 'Already a member of this account; nothing was sent.'
const NOT_SENT = 'Not sent, because of a problem with an earlier one.'
