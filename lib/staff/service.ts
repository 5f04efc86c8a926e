import 'server-only'
import type { z } from 'zod'
import { rememberDevice } from '@/lib/auth/device'
import { forgetFirstPassword } from '@/lib/auth/first-password'
import { checkPassword, hashPassword } from '@/lib/auth/password'
import { requestOrigin } from '@/lib/auth/request'
import type { Staff } from '@/lib/auth/session'
import { clearGuesses, countGuess, countStranger, type Throttled } from '@/lib/auth/throttle'
import type { BaseContext, LocalContext, Outcome } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { env } from '@/lib/env'
import { issueLink, usableLink } from './links'
import { passwordFault } from './password-rules'
import type { NewLink } from './schema'
import type * as schema from './schema'

type Tx = Prisma.TransactionClient
type Context = LocalContext<Staff>
type Input<S extends z.ZodType> = z.output<S>

/** Adds a person without a password; answers the one-time link to set one. */
export async function addPerson(
  { tx, staff }: Context,
  input: Input<typeof schema.AddPerson>,
): Promise<Outcome<NewLink & { staffId: string }>> {
  await lockAdmins(tx, staff)
  if (await tx.staff.findUnique({ where: { email: input.email }, select: { id: true } }))
    throw new DeskError('conflict', 'Somebody with this email address is already on the list.', {
      fields: { email: 'Somebody with this email address is already on the list.' },
    })
  const { id } = await tx.staff.create({ data: input, select: { id: true } })
  return {
    data: { staffId: id, ...(await issueLink(tx, id, env().NEXTAUTH_URL)) },
    target: { id },
    after: input,
  }
}

/** Issues a new one-time link; earlier ones stop working. The present password works until the link is used. */
export async function newLink(
  { tx, staff }: Context,
  { staffId }: Input<typeof schema.OnePerson>,
): Promise<Outcome<NewLink>> {
  await lockAdmins(tx, staff)
  const person = await personOf(tx, staffId)
  if (person.disabledAt) throw new DeskError('conflict', `${person.name} is disabled. Enable them first.`)
  const link = await issueLink(tx, staffId, env().NEXTAUTH_URL)
  return { data: link, target: { name: person.email }, after: { expiresAt: link.expiresAt } }
}

/** Changes a role, for the person's very next request on. Refuses to leave nobody who can administer. */
export async function changeRole(
  { tx, staff }: Context,
  { staffId, role }: Input<typeof schema.ChangeRole>,
): Promise<Outcome<null>> {
  const admins = await lockAdmins(tx, staff)
  const person = await personOf(tx, staffId)
  if (role !== 'admin') keepOne(admins, person)
  await tx.staff.update({ where: { id: staffId }, data: { role } })
  return { data: null, target: { name: person.email }, before: { role: person.role }, after: { role } }
}

/** Shuts a person out: sessions end at once and open links stop working. Refuses to shut out the last admin. */
export async function disablePerson(
  { tx, staff }: Context,
  { staffId }: Input<typeof schema.OnePerson>,
): Promise<Outcome<null>> {
  const admins = await lockAdmins(tx, staff)
  const person = await personOf(tx, staffId)
  keepOne(admins, person)
  await tx.staff.update({ where: { id: staffId }, data: { disabledAt: person.disabledAt ?? new Date() } })
  await tx.passwordLink.deleteMany({ where: { staffId, usedAt: null } })
  const ended = await endSessions(tx, { staffId })
  return {
    data: null,
    target: { name: person.email },
    before: { disabled: person.disabledAt !== null },
    after: { disabled: true, ended },
  }
}

/** Lets a disabled person in again, with the password they had. */
export async function enablePerson(
  { tx, staff }: Context,
  { staffId }: Input<typeof schema.OnePerson>,
): Promise<Outcome<null>> {
  await lockAdmins(tx, staff)
  const person = await personOf(tx, staffId)
  await tx.staff.update({ where: { id: staffId }, data: { disabledAt: null } })
  return {
    data: null,
    target: { name: person.email },
    before: { disabled: person.disabledAt !== null },
    after: { disabled: false },
  }
}

/** Ends any session. */
export async function endSession(
  { tx, staff }: Context,
  { sessionId }: Input<typeof schema.OneSession>,
): Promise<Outcome<null>> {
  await lockAdmins(tx, staff)
  return endOne(tx, { id: sessionId })
}

/** Ends one of the asking person's own sessions; another's looks like an unknown one. */
export function endOwnSession(
  { tx, staff }: Context,
  { sessionId }: Input<typeof schema.OneSession>,
): Promise<Outcome<null>> {
  return endOne(tx, { id: sessionId, staffId: staff.id })
}

/** Changes the asking person's own password and ends their other sessions. Guesses at the present one are counted. */
export async function changePassword(
  { staff }: BaseContext<Staff>,
  { current, password }: Input<typeof schema.ChangePassword>,
) {
  refuseGuesses(await countGuess('current-password', staff.id))
  const { passwordHash, mustChangePassword } = await db().staff.findUniqueOrThrow({
    where: { id: staff.id },
    select: { passwordHash: true, mustChangePassword: true },
  })
  if (!(await checkPassword(passwordHash, current))) throw notPresent()
  await clearGuesses('current-password', staff.id)
  if (password === current) throw fieldFault('password', 'Choose a password other than the current one.')
  const newHash = await hashOfNew(password, staff)
  return async (tx: Tx): Promise<Outcome<null>> => {
    // Checking a password takes a while: one that was changed meanwhile is not the present one any more.
    if (!(await putPassword(tx, { id: staff.id, passwordHash }, newHash))) throw notPresent()
    await endSessions(tx, { staffId: staff.id, id: { not: staff.sessionId } })
    return changed(staff, mustChangePassword)
  }
}

/**
 * Sets a password by a one-time link and ends every session of that person; this browser counts as theirs from now on.
 * Unknown, used and expired links, and those of disabled people, get the same answer; a refused password leaves the
 * link as it was. Only links that do not work are counted: strangers cannot keep its holder from using one.
 */
export async function setPassword(_: unknown, { token, password }: Input<typeof schema.SetPassword>) {
  const link = await db().passwordLink.findFirst({
    where: usableLink(token, new Date()),
    select: {
      id: true,
      staff: { select: { id: true, name: true, email: true, mustChangePassword: true } },
    },
  })
  if (!link) {
    refuseGuesses(await countStranger('link', (await requestOrigin()).address))
    throw deadLink()
  }
  const { id, staff } = link
  const newHash = await hashOfNew(password, staff)
  return async (tx: Tx): Promise<Outcome<null>> => {
    // Of two posts of one link, the second waits here for the first and then finds the link used.
    const { count } = await tx.passwordLink.updateMany({
      where: { id, usedAt: null },
      data: { usedAt: new Date() },
    })
    if (count !== 1 || !(await putPassword(tx, { id: staff.id }, newHash))) throw deadLink()
    await endSessions(tx, { staffId: staff.id })
    await rememberDevice(staff.email)
    return changed(staff, staff.mustChangePassword)
  }
}

/*
 * Every change of staff first locks the rows of all enabled administrators, always in one order. So of two admins
 * who demote each other at the same moment, the second waits, sees what the first did, and is refused.
 */
async function lockAdmins(tx: Tx, asking: Staff): Promise<{ id: string; usable: boolean }[]> {
  const admins = await tx.$queryRaw<{ id: string; usable: boolean }[]>`
    SELECT id::text, password_hash IS NOT NULL AS usable FROM staff
    WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE`
  if (!admins.some(({ id }) => id === asking.id))
    throw new DeskError('denied', 'You are no longer an administrator.')
  return admins
}

// Somebody invited who has never set a password cannot administer yet, so they do not count.
function keepOne(admins: { id: string; usable: boolean }[], person: { id: string; name: string }): void {
  const others = admins.filter(({ id, usable }) => usable && id !== person.id)
  if (others.length === 0)
    throw new DeskError(
      'conflict',
      `${person.name} is the last administrator who can sign in. Make somebody else an administrator first.`,
    )
}

async function personOf(tx: Tx, id: string) {
  const person = await tx.staff.findUnique({
    where: { id },
    select: { id: true, name: true, email: true, role: true, disabledAt: true },
  })
  if (!person) throw new DeskError('not_found', 'This person is not on the list.')
  return person
}

async function hashOfNew(password: string, person: { name: string; email: string }): Promise<string> {
  const fault = await passwordFault(password, person)
  if (fault) throw fieldFault('password', fault)
  return hashPassword(password)
}

// Tells whether the person was still there as expected. Links that are still open would be a second way in.
async function putPassword(
  tx: Tx,
  expected: { id: string; passwordHash?: string | null },
  passwordHash: string,
): Promise<boolean> {
  await tx.passwordLink.deleteMany({ where: { staffId: expected.id, usedAt: null } })
  const { count } = await tx.staff.updateMany({
    where: { ...expected, disabledAt: null },
    data: { passwordHash, mustChangePassword: false },
  })
  return count === 1
}

const changed = ({ id, email }: { id: string; email: string }, wasGenerated: boolean): Outcome<null> => ({
  data: null,
  target: { id, name: email },
  committed: wasGenerated ? forgetFirstPassword : undefined,
})

async function endOne(tx: Tx, where: { id: string; staffId?: string }): Promise<Outcome<null>> {
  const session = await tx.staffSession.findFirst({ where, select: { staff: { select: { email: true } } } })
  if (!session) throw new DeskError('not_found', 'This session no longer exists.')
  await endSessions(tx, where)
  return { data: null, target: { name: session.staff.email }, after: { staffEmail: session.staff.email } }
}

async function endSessions(tx: Tx, where: Prisma.StaffSessionWhereInput): Promise<number> {
  const { count } = await tx.staffSession.updateMany({
    where: { ...where, endedAt: null },
    data: { endedAt: new Date() },
  })
  return count
}

function refuseGuesses(throttled: Throttled | null): void {
  if (throttled) throw new DeskError('throttled', 'Too many attempts.', throttled)
}

const fieldFault = (field: string, sentence: string) =>
  new DeskError('invalid', 'Some fields need your attention.', { fields: { [field]: sentence } })

const notPresent = () => fieldFault('current', 'This is not your current password.')

const deadLink = () =>
  new DeskError('not_found', 'This link has been used or has expired. Ask an administrator for a new one.')
