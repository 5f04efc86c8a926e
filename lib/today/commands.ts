import 'server-only'
import * as z from 'zod'
import { may } from '@/lib/auth/permissions'
import type { Staff } from '@/lib/auth/session'
import { AppError } from '@/lib/core/errors'
import { asId, type AccountId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { lookForAccount, readAccount } from '@/lib/directory/reading'
import { defineCommand } from '@/lib/entry/command'
import { kindOf } from './kinds'
import { applySnoozes, countAttention, holdWork, lookAt, lookAtAll } from './looking'
import { HandOverWork, RefreshWork, SnoozeWork, TakeWork, type WorkOutcome } from './schema'
import { visibleTo } from './visible'

const Ids = { ids: z.array(z.string()) }
const Done = z.object({ done: z.number() })
const DAY = 24 * 3_600_000

/** Takes entries that nobody has. */
export const takeWork = defineCommand({
  name: 'work.take',
  label: 'Take work',
  target: 'work',
  permission: 'work.change',
  effect: 'local',
  input: TakeWork,
  remember: { request: z.object(Ids), after: Done },
  run: async ({ tx, staff }, { ids }) => {
    const items = await openItems(tx, staff, ids)
    const free = items.filter(({ ownerId }) => ownerId === null || ownerId === staff.id)
    const names = await namesOf(tx, items)
    const others = items.filter((each) => !free.includes(each))
    if (free.length === 0)
      throw new AppError('conflict', others.map(({ ownerId }) => `${names.get(ownerId!)} has it.`)[0]!)
    await own(tx, free, staff.id)
    return outcome(ids, items, free, [
      ...new Set(others.map(({ ownerId }) => `${names.get(ownerId!)} has one of them.`)),
    ])
  },
})

/** Gives entries, whoever has them, to a colleague who can do something about them. */
export const handOverWork = defineCommand({
  name: 'work.hand-over',
  label: 'Hand over work',
  target: 'work',
  permission: 'work.change',
  effect: 'local',
  input: HandOverWork,
  remember: { request: z.object({ ...Ids, to: z.string() }), after: Done.extend({ to: z.string() }) },
  run: async ({ tx, staff }, { ids, to }) => {
    const items = await openItems(tx, staff, ids)
    const person = await tx.staff.findFirst({ where: { id: to, disabledAt: null } })
    if (!person || !may(person.role, 'work.change'))
      throw new AppError('invalid', 'Choose a colleague who works with this list.', {
        fields: { to: 'Choose a colleague who works with this list.' },
      })
    const seen = await openItems(tx, person, ids, false)
    if (seen.length === 0)
      throw new AppError('conflict', `${person.name} may not see this, so it cannot be handed over to them.`)
    await own(tx, seen, person.id)
    const hidden = items.length - seen.length
    const left = hidden > 0 ? [`${person.name} may not see ${hidden} of them.`] : []
    const { data, after, target } = outcome(ids, items, seen, left)
    return { data, target, after: { ...after, to: person.email } }
  },
})

/** Gives entries back to whoever takes them. */
export const releaseWork = defineCommand({
  name: 'work.release',
  label: 'Release work',
  target: 'work',
  permission: 'work.change',
  effect: 'local',
  input: TakeWork,
  remember: { request: z.object(Ids), after: Done },
  run: async ({ tx, staff }, { ids }) => {
    const items = await openItems(tx, staff, ids)
    await own(tx, items, null)
    return outcome(ids, items, items)
  },
})

/** Puts entries off until a day, for a reason; with the scope `kind` all of their kind and customer. */
export const snoozeWork = defineCommand({
  name: 'work.snooze',
  label: 'Snooze work',
  target: 'work',
  permission: 'work.change',
  effect: 'local',
  input: SnoozeWork,
  remember: {
    request: z.object({ ...Ids, scope: z.string(), reason: z.string(), days: z.number() }),
    after: Done.extend({ until: z.date() }),
  },
  run: async ({ tx, staff }, { ids, scope, reason, days }) => {
    const items = await openItems(tx, staff, ids)
    const until = new Date(Date.now() + days * DAY)
    const by = { reason, until, byId: staff.id, byEmail: staff.email }
    // An entry of no customer is put off alone.
    const whole = scope === 'kind' ? items.filter(({ accountId }) => accountId !== null) : []
    const pairs = new Map(whole.map(({ kind, accountId }) => [`${kind} ${accountId}`, { kind, accountId }]))
    const single = items.filter((each) => !whole.includes(each))
    const entries = single.map(({ id, kind, accountId }) => ({ itemId: id, kind, accountId, ...by }))
    await endSnoozes(tx, single, [...pairs.values()])
    await tx.workSnooze.createMany({
      data: [...entries, ...[...pairs.values()].map((pair) => ({ itemId: null, ...pair, ...by }))],
    })
    await applySnoozes(tx)
    const { data, after, target } = outcome(ids, items, items)
    return { data, target, after: { ...after, until }, committed: () => recount(items) }
  },
})

/** Ends every snooze that holds for the entries: also that of the kind, for all of that customer. */
export const wakeWork = defineCommand({
  name: 'work.wake',
  label: 'Wake work',
  target: 'work',
  permission: 'work.change',
  effect: 'local',
  input: TakeWork,
  remember: { request: z.object(Ids), after: Done },
  run: async ({ tx, staff }, { ids }) => {
    const items = await openItems(tx, staff, ids)
    await endSnoozes(tx, items, items)
    await applySnoozes(tx)
    return { ...outcome(ids, items, items), committed: () => recount(items) }
  },
})

/** Reads the customer of an entry anew at Cloudflare, and looks whether the entry is still true. */
export const refreshWork = defineCommand({
  name: 'work.reread',
  label: 'Refresh a customer',
  target: 'work',
  permission: 'work.change',
  effect: 'read',
  input: RefreshWork,
  remember: {},
  targetOf: ({ id }) => ({ id }),
  run: async ({ tenant, staff }, { id }) => {
    const [item] = await db().$queryRaw<{ account: string | null; name: string | null }[]>`
      SELECT account_id AS account, account_name AS name FROM work_item item
      WHERE id = ${id}::uuid AND ${visibleTo(staff)}`
    if (!item) throw new AppError('not_found', 'This is not on the list any more.')
    const accountId = asId<AccountId>(item.account ?? '')
    if (accountId) {
      const there = await lookForAccount(tenant, accountId)
      const fault = there && (await readAccount(tenant, accountId))
      await lookAt(accountId)
      if (fault)
        throw new AppError('unavailable', `Some of it could not be read, and is shown as it was. ${fault}`)
    } else await lookAtAll()
    const after = await db().workItem.findUnique({ where: { id }, select: { solvedAt: true } })
    return {
      data: { solved: !after || after.solvedAt !== null },
      target: { id, accountId: item.account, accountName: item.name },
    }
  },
})

type Tx = Prisma.TransactionClient
type Item = {
  id: string
  kind: string
  accountId: string | null
  accountName: string | null
  ownerId: string | null
}

/** Those of the entries that the person may see and that are not done, for as long as the transaction lasts. */
async function openItems(
  tx: Tx,
  person: Pick<Staff, 'id' | 'role'>,
  ids: string[],
  needed = true,
): Promise<Item[]> {
  await holdWork(tx)
  const items = await tx.$queryRaw<Item[]>`
    SELECT id, kind, account_id AS "accountId", account_name AS "accountName", owner_id AS "ownerId"
    FROM work_item item
    WHERE id = ANY(${ids}::uuid[]) AND solved_at IS NULL AND ${visibleTo(person)} ORDER BY id`
  if (needed && items.length === 0) throw new AppError('conflict', 'This is done by now.')
  return items
}

async function own(tx: Tx, items: Item[], ownerId: string | null): Promise<void> {
  await tx.workItem.updateMany({ where: { id: { in: items.map(({ id }) => id) } }, data: { ownerId } })
}

async function endSnoozes(
  tx: Tx,
  items: Pick<Item, 'id'>[],
  pairs: Pick<Item, 'kind' | 'accountId'>[],
): Promise<void> {
  const whole = pairs.filter(({ accountId }) => accountId !== null)
  await tx.workSnooze.updateMany({
    where: {
      endedAt: null,
      OR: [
        { itemId: { in: items.map(({ id }) => id) } },
        ...whole.map(({ kind, accountId }) => ({ itemId: null, kind, accountId })),
      ],
    },
    data: { endedAt: new Date() },
  })
}

const recount = (items: Item[]) => countAttention(items.flatMap(({ accountId }) => accountId ?? []))

async function namesOf(tx: Tx, items: Item[]): Promise<Map<string, string>> {
  const ids = items.flatMap(({ ownerId }) => ownerId ?? [])
  const people = await tx.staff.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  return new Map(people.map(({ id, name }) => [id, name]))
}

/** What is told and kept of an act; the record names the customer where there is one. */
function outcome(ids: string[], items: Item[], acted: Item[], left: string[] = []) {
  const solved = new Set(ids).size - items.length
  const data: WorkOutcome = {
    done: acted.length,
    left: [
      ...left,
      ...(solved === 0
        ? []
        : [solved === 1 ? 'One of them is done by now.' : `${solved} of them are done by now.`]),
    ],
  }
  const [first] = acted
  const one = acted.every(({ accountId }) => accountId === first?.accountId)
  const kinds = [...new Set(acted.map(({ kind }) => kindOf(kind)?.label ?? kind))]
  return {
    data,
    after: { done: acted.length },
    target: {
      id: acted.length === 1 ? first!.id : null,
      name: kinds.length === 1 ? kinds[0]! : null,
      accountId: one ? (first?.accountId ?? null) : null,
      accountName: one ? (first?.accountName ?? null) : null,
    },
  }
}
