import 'server-only'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import type { LocalContext, Outcome, RemoteContext } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { keepable } from '@/lib/core/names'
import type { Whole } from '@/lib/core/paging'
import { foundIn } from '@/lib/core/settle'
import type { Staff } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import type { ServiceUser as Remembered } from '@/lib/db/generated/client'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Member } from '@/lib/tenant-api/members'
import type { Role } from '@/lib/tenant-api/roles'
import type {
  CreateServiceUser,
  CreateServiceUserAnswer,
  Membership,
  OneServiceUser,
  ServiceUserRow,
} from './schema'

/** Longer than any request of ours lives: a `sent` older than this lost its process. */
const SENT_AT_MOST_MS = 60_000

/**
 * Creates a service user and makes it a member of the account, as two steps. At most one `POST /users` is sent for one
 * opened form, and none after a lost answer, which cannot be settled: upstream neither lists nor shows service users.
 * From the moment the key is there nothing may throw it away: what fails afterwards is told beside it.
 */
export async function createServiceUser(
  context: RemoteContext,
  { formKey, accountId, email, roles }: CreateServiceUser,
): Promise<Outcome<CreateServiceUserAnswer>> {
  const { tenant, staff, step } = context
  const account = await managedAccount(tenant, accountId)
  const granted = chosen(await tenant.roles.list(account.id), roles)
  const target = { name: email, accountId: account.id, accountName: account.name }
  const claimed = await db().serviceUser.createMany({
    data: {
      id: formKey,
      accountId: account.id,
      accountName: account.name && keepable(account.name),
      email,
      roleIds: granted.map(({ id }) => id),
      createdBy: staff.email,
    },
    skipDuplicates: true,
  })
  if (claimed.count === 0)
    return { data: { status: 'earlier' }, phase: 'failed', errorCode: 'conflict', target }

  const user = await step({ name: 'service-user.create.user', target, request: { email } }, async () => {
    const user = await tenant.serviceUsers.create({ email })
    const after = { email: user.email ?? email, userId: user.id, keyShown: true }
    return { data: user, target: { id: user.id }, after }
  }).catch(async (error: unknown) => {
    const lost = error instanceof DeskError && error.effect === 'unknown'
    if (lost) await db().serviceUser.update({ where: { id: formKey }, data: { status: 'unknown' } })
    else await db().serviceUser.delete({ where: { id: formKey } })
    if (!lost) throw error
    return null
  })
  if (!user) return { data: { status: 'unknown' }, phase: 'unknown', errorCode: 'unknown', target }

  await note(formKey, { status: 'created', userId: user.id })
  const membership = await join(context, { id: formKey, email, userId: user.id }, account, granted)
  return {
    data: { status: 'created', apiKey: user.apiKey.reveal(), membership },
    ...(!membership.there &&
      (membership.effect === 'unknown'
        ? { phase: 'unknown', errorCode: 'unknown' }
        : { phase: 'failed', errorCode: 'refused' })),
    target: { ...target, id: user.id },
    after: { email, userId: user.id, roles: granted.map(nameOf), keyShown: true },
  }
}

/** Makes a service user a member of its account, where that did not work when it was created. */
export async function retryMembership(
  context: RemoteContext,
  { id }: OneServiceUser,
): Promise<Outcome<Membership>> {
  const { tenant } = context
  const user = await db().serviceUser.findUnique({ where: { id } })
  if (!user || user.status !== 'created')
    throw new DeskError('not_found', 'There is no such service user. Reload the page.')
  const account = await managedAccount(tenant, user.accountId)
  const granted = chosen(await tenant.roles.list(account.id), user.roleIds)
  const target = {
    id: user.userId,
    name: user.email,
    accountId: account.id,
    accountName: account.name,
  }
  // Where an earlier one may have arrived, a list that lacks it must be all of it; till then nothing new is known.
  const there = user.memberUnknown
    ? foundIn(await tenant.members.all(account.id), isCalled(user.email))
    : null
  const member =
    there ??
    (await add(tenant, account, user.email, granted).catch(async (error: unknown) => {
      await note(id, faultOf(error))
      throw error
    }))
  await note(id, { memberId: member.id, memberFault: null, memberUnknown: false })
  return {
    data: { there: true },
    target,
    after: { email: user.email, roles: granted.map(nameOf), memberId: member.id, status: member.status },
  }
}

/** Remembers that the person who saw the API key has saved it. */
export async function confirmKeySaved(
  { tx, staff }: LocalContext<Staff>,
  { id }: OneServiceUser,
): Promise<Outcome<null>> {
  const user = await tx.serviceUser.findUnique({ where: { id } })
  if (!user || user.createdBy !== staff.email)
    throw new DeskError(
      'not_found',
      'Only the person who was shown the API key can confirm that it is saved.',
    )
  await tx.serviceUser.update({ where: { id }, data: { keySavedAt: user.keySavedAt ?? new Date() } })
  return {
    data: null,
    target: {
      id: user.userId,
      name: user.email,
      accountId: user.accountId,
      accountName: user.accountName,
    },
    after: { email: user.email },
  }
}

/** Takes what is remembered; returns it as the screens show it. */
export function toRow(user: Remembered): ServiceUserRow {
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

/** The second step of creating. Never throws: the key of the first is on its way to the person. */
async function join(
  { tenant, step }: RemoteContext,
  user: { id: string; email: string; userId: string | null },
  account: ManagedAccount,
  roles: Role[],
): Promise<Membership> {
  const { email } = user
  const target = { id: user.userId, name: email, accountId: account.id, accountName: account.name }
  try {
    const names = roles.map(nameOf)
    const member = await step(
      { name: 'service-user.membership', target, request: { email, roles: names } },
      async () => {
        const member = await add(tenant, account, email, roles)
        return { data: member, after: { email, roles: names, memberId: member.id, status: member.status } }
      },
    )
    await note(user.id, { memberId: member.id })
    return { there: true }
  } catch (error) {
    const fault = faultOf(error)
    await note(user.id, fault)
    return {
      there: false,
      effect: fault.memberUnknown ? 'unknown' : 'none',
      message: fault.memberFault,
    }
  }
}

/** Adds a member by its email; where the answer is lost, or it may be there already, looks by the same email. */
async function add(tenant: TenantApi, account: ManagedAccount, email: string, roles: Role[]) {
  const find = async () => (await tenant.members.all(account.id)).find(isCalled(email))
  const there = await find()
  if (there) return there
  try {
    return await tenant.members.add(account.id, { email, roles: roles.map(({ id }) => id) })
  } catch (error) {
    if (!(error instanceof DeskError) || error.effect !== 'unknown') throw error
    const found = await find().catch(() => undefined)
    if (!found) throw error
    return found
  }
}

/** Takes what the adding of a member ended in; returns what is remembered of it. */
function faultOf(error: unknown): { memberFault: string; memberUnknown: boolean } {
  if (!(error instanceof DeskError))
    return { memberFault: 'Something went wrong on our side.', memberUnknown: true }
  return { memberFault: error.message, memberUnknown: error.effect === 'unknown' }
}

/** Keeps what is known now. A database that is away must not cost the person the key. */
async function note(
  id: string,
  data: Partial<Pick<Remembered, 'status' | 'userId' | 'memberId' | 'memberFault' | 'memberUnknown'>>,
) {
  await db()
    .serviceUser.update({ where: { id }, data })
    .catch((error: unknown) => log().error({ err: error, serviceUser: id }, 'service user not remembered'))
}

function chosen(offered: Whole<Role>, ids: string[]): Role[] {
  return ids.map((id) => {
    const role = foundIn(offered, (each) => each.id === id)
    if (!role)
      throw new DeskError('invalid', 'Cloudflare no longer offers one of the chosen roles.', {
        fields: { roles: 'Choose from the roles that this account offers.' },
      })
    return role
  })
}

const isCalled = (email: string) => (member: Member) => member.email?.toLowerCase() === email.toLowerCase()

const nameOf = ({ id, name }: Role) => name ?? id

const NOT_TRIED = 'It is not a member of the account yet.'
