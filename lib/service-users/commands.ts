import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { keepable } from '@/lib/core/names'
import { foundIn } from '@/lib/core/settle'
import { db } from '@/lib/db/client'
import { defineCommand, defineStep, type Outcome, type RemoteContext } from '@/lib/entry/command'
import { addMember, upstreamGrant } from '@/lib/members/adding'
import { byEmail } from '@/lib/members/lookup'
import { MemberState, stateOf } from '@/lib/members/recorded'
import type { Grant, Member } from '@/lib/tenant-api/members'
import type { ServiceUser } from '@/lib/tenant-api/service-users'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { tellWhereReady } from './ready'
import { faultOf, note, noteMember } from './remembered'
import { CreateServiceUser, OneServiceUser, type CreateServiceUserAnswer, type Membership } from './schema'

const Created = z.object({ email: z.string(), userId: z.string().nullable(), keyShown: z.boolean() })
const CreatedMember = Created.extend({ roles: MemberState.shape.roles.optional() })

/** Makes the user itself. Its answer is the only place where the key ever is. */
export const createUser = defineStep({
  name: 'service-user.create.user',
  label: 'Create the user itself',
  target: 'service-user',
  remember: { request: z.object({ email: z.string() }), after: Created },
  targetOf: ({ account, email }: { account: ManagedAccount; email: string }) => ({
    name: email,
    accountId: account.id,
    accountName: account.name,
  }),
  requestOf: ({ email }) => ({ email }),
  run: async ({ tenant }, { email }) => {
    const user = await tenant.serviceUsers.create({ email })
    return {
      data: user,
      target: { id: user.id },
      after: { email: user.email ?? email, userId: user.id, keyShown: true },
    }
  },
  look: {
    says: 'No outcome was recorded. Cloudflare does not list service users, so it is not known whether this one was created; its API key is lost.',
  },
})

/**
 * Creates a service user and makes it a member of the account. At most one `POST /users` is sent for one opened form,
 * and none after a lost answer. From the moment the key is there nothing may throw it away: what fails afterwards is
 * told beside it.
 */
export const createServiceUser = defineCommand({
  name: 'service-user.create',
  label: 'Create service user',
  target: 'service-user',
  permission: 'service-users.create',
  effect: 'remote',
  secret: true,
  input: CreateServiceUser,
  remember: {
    request: CreateServiceUser.pick({ email: true, roles: true }),
    after: CreatedMember,
  },
  targetOf: ({ accountId, email }) => ({ name: email, accountId }),
  run: async (
    context,
    { formKey, accountId, email, roles },
  ): Promise<Outcome<CreateServiceUserAnswer, never, z.input<typeof CreatedMember>>> => {
    const { tenant, staff, step } = context
    const account = await managedAccount(tenant, accountId)
    const grant = await upstreamGrant(tenant, account.id, { kind: 'roles', roles })
    const target = { name: email, accountId: account.id, accountName: account.name }
    const claimed = await db().serviceUser.createMany({
      data: {
        id: formKey,
        accountId: account.id,
        accountName: account.name && keepable(account.name),
        email,
        roleIds: roles,
        createdBy: staff.email,
      },
      skipDuplicates: true,
    })
    if (claimed.count === 0)
      return { data: { status: 'earlier' }, phase: 'failed', errorCode: 'conflict', target }

    let user: ServiceUser
    try {
      user = await step(createUser, { account, email })
    } catch (error) {
      const lost = error instanceof AppError && error.effect === 'unknown'
      if (lost) await db().serviceUser.update({ where: { id: formKey }, data: { status: 'unknown' } })
      else await db().serviceUser.delete({ where: { id: formKey } })
      if (!lost) throw error
      return { data: { status: 'unknown' }, phase: 'unknown', errorCode: 'unknown', target }
    }

    await note(formKey, { status: 'created', userId: user.id })
    const { member, membership } = await join(context, formKey, { account, email, grant })
    return {
      data: { status: 'created', apiKey: user.apiKey.reveal(), membership },
      ...(!membership.there &&
        (membership.effect === 'unknown'
          ? { phase: 'unknown', errorCode: 'unknown' }
          : { phase: 'failed', errorCode: 'refused' })),
      target: { ...target, id: user.id },
      after: { email, userId: user.id, keyShown: true, ...(member && { roles: stateOf(member).roles }) },
    }
  },
  look: { says: 'No outcome was recorded. The outcome of its two parts is recorded separately.' },
})

/** Makes a service user a member of its account, where that did not work when it was created. */
export const retryMembership = defineCommand({
  name: 'service-user.membership',
  label: 'Make the service user a member',
  target: 'service-user',
  permission: 'service-users.create',
  effect: 'remote',
  input: OneServiceUser,
  remember: { after: MemberState.extend({ memberId: z.string() }) },
  targetOf: ({ id }) => ({ id }),
  run: async ({ tenant, step }, { id }) => {
    const user = await db().serviceUser.findUnique({ where: { id } })
    if (!user || user.status !== 'created')
      throw new AppError('not_found', 'There is no such service user. Reload the page.')
    const { email } = user
    const account = await managedAccount(tenant, user.accountId)
    const grant = await upstreamGrant(tenant, account.id, { kind: 'roles', roles: user.roleIds })
    const members = await tenant.members.all(account.id)
    // Where an earlier one may have arrived, a list that lacks it must be all of it; till then nothing new is known.
    const there = user.memberUnknown
      ? foundIn(members, (each) => byEmail([each], email) !== undefined)
      : byEmail(members.items, email)
    const member =
      there ??
      (await step(addMember, { account, email, grant }).catch(async (error: unknown) => {
        await note(id, faultOf(error))
        throw error
      }))
    await noteMember(id, member.id)
    return {
      data: { there: true } as Membership,
      target: { id: user.userId, name: email, accountId: account.id, accountName: account.name },
      after: { ...stateOf(member), memberId: member.id },
    }
  },
  look: { says: 'No outcome was recorded. The outcome of the invitation is recorded separately.' },
})

/** Notes that the API key is saved; a run that waits for the service user goes on. */
export const confirmKeySaved = defineCommand({
  name: 'service-user.key-saved',
  label: 'Confirm that the API key is saved',
  target: 'service-user',
  permission: 'service-users.create',
  effect: 'local',
  input: OneServiceUser,
  remember: { after: z.object({ email: z.string() }) },
  targetOf: ({ id }) => ({ id }),
  run: async ({ tx, staff }, { id }) => {
    const user = await tx.serviceUser.findUnique({ where: { id } })
    if (!user || user.createdBy !== staff.email)
      throw new AppError(
        'not_found',
        'Only the person who was shown the API key can confirm that it is saved.',
      )
    const data = { keySavedAt: user.keySavedAt ?? new Date() }
    await tellWhereReady(tx, await tx.serviceUser.update({ where: { id }, data }))
    const { userId, email, accountId, accountName } = user
    return {
      data: null,
      target: { id: userId, name: email, accountId, accountName },
      after: { email },
    }
  },
})

/** The second part of creating. Never throws: the key of the first is on its way to the person. */
async function join(
  { tenant, step }: Pick<RemoteContext, 'tenant' | 'step'>,
  id: string,
  joining: { account: ManagedAccount; email: string; grant: Grant },
): Promise<{ member: Member | null; membership: Membership }> {
  try {
    const { items: members } = await tenant.members.all(joining.account.id)
    const member = byEmail(members, joining.email) ?? (await step(addMember, joining))
    await noteMember(id, member.id)
    return { member, membership: { there: true } }
  } catch (error) {
    const fault = faultOf(error)
    await note(id, fault)
    const effect = fault.memberUnknown ? 'unknown' : 'none'
    return { member: null, membership: { there: false, effect, message: fault.memberFault } }
  }
}
