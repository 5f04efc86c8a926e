import 'server-only'
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { begin } from '@/lib/workflows/engine'
import { REMOVE, REMOVE_AT_MOST } from './constants'
import { openRemoval } from './removals'
import { membershipsOf } from './rows'
import { OneRemoval, RemoveFromAccounts } from './schema'

/**
 * Starts the removal of a person from chosen accounts, in the name of whoever asked for it. Throws `conflict` where the
 * person is no member of one of them any more, or may not be removed from it in this way.
 */
export const removeFromAccounts = defineCommand({
  name: 'people.remove',
  label: 'Remove a person from accounts',
  target: 'removal',
  permission: 'members.remove',
  effect: 'local',
  input: RemoveFromAccounts,
  remember: {
    request: z.object({ accountIds: z.array(z.string()) }),
    after: z.object({ accounts: z.number() }),
  },
  targetOf: ({ email }) => ({ name: email }),
  prepare: async ({ staff, operationId }, { email, accountIds }) => {
    const wanted = [...new Set(accountIds)]
    const { memberships } = await membershipsOf(email, { take: REMOVE_AT_MOST, only: wanted })
    if (memberships.length < wanted.length)
      throw new AppError(
        'conflict',
        'This person is no member of some of these accounts any more. Reload the page, and choose again.',
      )
    const kept = memberships.find((each) => each.kept)
    if (kept) throw new AppError('conflict', `${kept.accountName}: ${kept.kept} Leave this account out.`)
    return async (tx) => {
      const id = randomUUID()
      await tx.removal.create({
        data: { id, operationId, email, startedBy: staff.id, startedByEmail: staff.email },
      })
      await tx.removalStep.createMany({
        data: memberships.map(({ accountId, accountName, memberId }, position) => ({
          ...{ removalId: id, accountId, accountName, memberId, position },
        })),
      })
      await begin(tx, REMOVE, { id, stretch: 1 })
      return { data: { removalId: id }, target: { id }, after: { accounts: memberships.length } }
    }
  },
})

/** Nothing is sent from now on; a call that is under way is looked after first. */
export const stopRemoval = defineCommand({
  name: 'people.remove.stop',
  label: 'Stop a removal from accounts',
  target: 'removal',
  permission: 'members.remove',
  effect: 'local',
  input: OneRemoval,
  remember: {},
  targetOf: ({ removalId }) => ({ id: removalId }),
  run: async ({ tx, staff }, { removalId: id }) => {
    const removal = await openRemoval(tx, id)
    const asked = { stopAskedAt: removal.stopAskedAt ?? new Date(), stopAskedBy: staff.email }
    await tx.removal.update({
      where: { id },
      data:
        removal.status === 'running'
          ? asked
          : {
              ...asked,
              // Whatever stretch is still queued finds that it is not wanted.
              ...{
                status: 'stopped',
                stretch: { increment: 1 },
                reason: null,
                wakeAt: null,
                endedAt: new Date(),
              },
            },
    })
    return { data: null, target: { name: removal.email } }
  },
})

/** Lets a removal go on that waits. */
export const continueRemoval = defineCommand({
  name: 'people.remove.continue',
  label: 'Continue a removal from accounts',
  target: 'removal',
  permission: 'members.remove',
  effect: 'local',
  input: OneRemoval,
  remember: {},
  targetOf: ({ removalId }) => ({ id: removalId }),
  run: async ({ tx }, { removalId: id }) => {
    const removal = await openRemoval(tx, id)
    if (removal.status !== 'paused' && removal.status !== 'waiting')
      throw new AppError('conflict', 'This removal does not wait. Reload the page.')
    const stretch = removal.stretch + 1
    await tx.removal.update({
      where: { id },
      data: { status: 'queued', reason: null, wakeAt: null, stretch },
    })
    await begin(tx, REMOVE, { id, stretch })
    return { data: null, target: { name: removal.email } }
  },
})
