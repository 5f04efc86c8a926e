import { randomUUID } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import type { AccountId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { upstreamGrant } from '@/lib/members/adding'
import type { RemoteContext, Step } from '@/lib/entry/command'
import { retryMembership as command } from './commands'

const account = { id: 'a'.repeat(32), name: 'Anvil' }
vi.mock('@/lib/tenants/access', () => ({ managedAccount: async () => account }))

const list = <T>(items: T[], complete: boolean) => ({ items, complete })
const role = { id: 'r1', name: 'Reader' }

/** An upstream of which some lists could be read in part only. */
function given({ roles = list([role], true), members = list<object>([], true) } = {}) {
  const added: string[] = []
  const tenant = {
    roles: { list: async () => roles },
    members: {
      all: async () => members,
      add: async (_: string, { email }: { email: string }) => {
        added.push(email)
        return { id: 'm1', email, status: 'accepted', roles: [role], policies: [] }
      },
    },
  }
  const step = async <I, T>(made: Step<I, T>, input: I) => (await made.run!({ tenant } as never, input)).data
  return { added, context: { tenant, step } as unknown as RemoteContext }
}

const retryMembership = (context: RemoteContext, input: { id: string }) =>
  command.run!(context as never, input)

async function remembered(memberUnknown: boolean) {
  const id = randomUUID()
  const about = { accountId: account.id, accountName: account.name, createdBy: 'op@example.com' }
  await db().serviceUser.create({
    data: { id, email: 'bot@example.com', roleIds: ['r1'], status: 'created', memberUnknown, ...about },
  })
  return id
}

const granted = ({ tenant }: RemoteContext, roles: string[]) =>
  upstreamGrant(tenant, account.id as AccountId, { kind: 'roles', roles })

it('a role is not called gone because a list that was read in part lacks it', async () => {
  const part = given({ roles: list([role], false) })
  await expect(granted(part.context, ['other'])).rejects.toMatchObject({ code: 'unavailable' })
  const id = await remembered(false)
  await db().serviceUser.update({ where: { id }, data: { roleIds: ['other'] } })
  await expect(retryMembership(part.context, { id })).rejects.toMatchObject({ code: 'unavailable' })
  await expect(granted(given().context, ['other'])).rejects.toMatchObject({ code: 'invalid' })
  expect(await granted(part.context, ['r1'])).toEqual({ roles: ['r1'] })
})

it('a membership that may have been made is not made again because a list that was read in part lacks it', async () => {
  const part = given({ members: list<object>([], false) })
  const id = await remembered(true)
  await expect(retryMembership(part.context, { id })).rejects.toMatchObject({ code: 'unavailable' })
  expect(part.added).toEqual([])
  expect(await db().serviceUser.findUnique({ where: { id } }), 'still').toMatchObject({ memberUnknown: true })

  const whole = given()
  expect(await retryMembership(whole.context, { id })).toMatchObject({ data: { there: true } })
  expect(whole.added).toEqual(['bot@example.com'])
})
