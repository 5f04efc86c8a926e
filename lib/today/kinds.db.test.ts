import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as mirror from '@/scripts/vitest/mirror'
import { emptyTables } from '@/scripts/vitest/owner'
import { newPerson, session, staff } from '@/scripts/vitest/person'
import { given, ORDER } from '@/scripts/vitest/run'
import { work } from '@/scripts/vitest/work'
import { KINDS } from './kinds'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { db } = await import('@/lib/db/client')
const { recordEvent } = await import('@/lib/audit/record')
const { daysAgo, inDays } = mirror

let accountId: string
beforeEach(async () => {
  await emptyTables()
  Object.assign(staff, newPerson())
  session.signedIn = true
  await mirror.passed()
  accountId = await mirror.account('Anvil Ltd')
})

type Made = {
  kind: string
  /** Makes what the kind looks for; returns what solves it again. */
  make: () => Promise<() => Promise<unknown>>
  expected: object
}

const zoneIs = async (data: Parameters<typeof mirror.zone>[2], solved: object) => {
  const id = await mirror.zone(accountId, 'anvil.example', data)
  return () => db().directoryZone.update({ where: { id }, data: solved })
}
const tokenIs = async (data: Parameters<typeof mirror.token>[2], solved: object) => {
  const id = await mirror.token(accountId, 'Deploy', data)
  return () => db().directoryToken.update({ where: { id }, data: solved })
}
const runIs = async (data: object, solved: object) => {
  const id = await given({ accountId, ...data })
  return () => db().onboardingRun.update({ where: { id }, data: solved })
}

const EACH: Made[] = [
  {
    kind: 'zone-pending',
    make: () => zoneIs({ status: 'pending', createdOn: daysAgo(2) }, { status: 'active' }),
    expected: { subject: 'anvil.example', detail: expect.stringContaining('day 3 of 28'), urgency: 'later' },
  },
  {
    kind: 'zone-moved',
    make: () => zoneIs({ status: 'moved', statusSince: daysAgo(2) }, { status: 'active' }),
    expected: { subject: 'anvil.example', detail: expect.stringContaining('day 3 of 7'), urgency: 'now' },
  },
  {
    kind: 'zone-deleted',
    make: () => zoneIs({ goneAt: daysAgo(1) }, { goneAt: null }),
    expected: { subject: 'anvil.example', detail: expect.stringContaining('day 2 of 7'), urgency: 'soon' },
  },
  {
    kind: 'invitation-old',
    make: async () => {
      const data = { status: 'pending', statusSince: daysAgo(5) }
      const id = await mirror.member(accountId, 'ada@anvil.example', data)
      return () => db().directoryMember.update({ where: { id }, data: { status: 'accepted' } })
    },
    expected: {
      subject: 'ada@anvil.example',
      detail: expect.stringContaining('day 6'),
      next: { label: 'Send it again' },
    },
  },
  {
    kind: 'run-waits',
    make: () => runIs({ status: 'paused', reason: 'The name is taken.' }, { status: 'running' }),
    expected: { detail: 'The name is taken.', next: { label: 'Continue the run' } },
  },
  {
    kind: 'run-stuck',
    make: () => runIs({ status: 'running', movedAt: daysAgo(1) }, { movedAt: new Date() }),
    expected: { detail: expect.stringContaining('no progress') },
  },
  {
    kind: 'run-problems',
    make: async () => {
      await db().directoryAccount.update({
        where: { id: accountId },
        data: { unitId: 'u1', type: 'standard' },
      })
      const order = { ...ORDER, access: { ...ORDER.access, emails: ['ada@anvil.example'], grant: null } }
      await given({ accountId, status: 'problems', endedAt: daysAgo(1) }, [], order)
      return () => mirror.member(accountId, 'ada@anvil.example')
    },
    expected: { detail: 'Person 1 is not a member.', urgency: 'soon' },
  },
  {
    kind: 'outcome-unknown',
    make: async () => {
      const entry = entryOf('zone.add', { id: null, name: 'anvil.example', accountId })
      await recordEvent(entry, { phase: 'unknown' })
      return async () =>
        recordEvent(entryOf('zone.add.settle', { ...entry.target, id: 'z' }), { phase: 'succeeded' })
    },
    expected: { subject: 'anvil.example', detail: expect.stringContaining('Add zone') },
  },
  {
    kind: 'creation-unknown',
    make: async () => {
      const key = randomUUID()
      const data = { key, idempotencyKey: key, staffId: staff.id, name: 'Bolt', status: 'unknown' as const }
      await db().accountAttempt.create({ data: { ...data, sentAt: daysAgo(1) } })
      return () => db().accountAttempt.update({ where: { key }, data: { status: 'failed' } })
    },
    expected: { subject: 'Bolt', account: null, next: { label: 'Open the form' } },
  },
  {
    kind: 'deletion-stopped',
    make: async () => {
      const steps = [{ step: 'gateway', status: 'failed', error: null, ray: null }]
      const data = { accountId, accountName: 'Anvil', operationId: randomUUID(), startedBy: 'x', steps }
      await db().accountDeletion.create({ data: { ...data, status: 'stopped' } })
      // What the mirror does not have any more is deleted.
      return () => db().directoryAccount.update({ where: { id: accountId }, data: { goneAt: new Date() } })
    },
    expected: { detail: expect.stringContaining('Stopped at'), urgency: 'now' },
  },
  {
    kind: 'subscription-missing',
    make: async () => {
      await db().wantedSubscription.create({ data: { accountId, ratePlanId: 'TEAMS_ENT', reason: 'Away.' } })
      return () => mirror.subscription(accountId, { ratePlanId: 'teams_ent' })
    },
    expected: { subject: 'TEAMS_ENT', detail: expect.stringContaining('Away.') },
  },
  {
    kind: 'subscription-failed',
    make: async () => {
      const id = await mirror.subscription(accountId, { name: 'Teams', state: 'AwaitingPayment' })
      return () => db().directorySubscription.update({ where: { id }, data: { state: 'Paid' } })
    },
    expected: { subject: 'Teams', detail: 'Cloudflare says that its state is AwaitingPayment.' },
  },
  {
    kind: 'token-ending',
    make: () => tokenIs({ expiresOn: inDays(5), issuedOn: daysAgo(9) }, { expiresOn: inDays(90) }),
    expected: { subject: 'Deploy', urgency: 'soon', next: { label: 'Change the token' } },
  },
  {
    kind: 'token-old',
    make: () => tokenIs({ issuedOn: daysAgo(800), modifiedOn: daysAgo(400) }, { modifiedOn: new Date() }),
    expected: { subject: 'Deploy', urgency: 'later' },
  },
  {
    kind: 'kyc-missing',
    make: async () => {
      await db().setting.create({ data: { key: 'kyc.demanded.T', value: ['businessName', 'businessPhone'] } })
      const given = (kycGiven: string[]) =>
        db().directoryAccount.update({ where: { id: accountId }, data: { kycRead: true, kycGiven } })
      await given(['businessName'])
      return () => given(['businessName', 'businessPhone'])
    },
    expected: { detail: 'Its tenant demands it. Missing: Business Phone.', next: { label: 'Fill it in' } },
  },
  {
    kind: 'namesakes',
    make: async () => {
      const id = await mirror.account('ANVIL Limited', { createdOn: daysAgo(1), tenantId: 'S' })
      return () => db().directoryAccount.update({ where: { id }, data: { name: 'Bolt', likeness: 'bolt' } })
    },
    expected: { account: { name: 'ANVIL Limited' }, detail: expect.stringContaining('2 accounts') },
  },
  {
    kind: 'account-appeared',
    make: async () => {
      const id = await mirror.account('Bolt', { firstSeenAt: daysAgo(1) })
      return () => db().accountNote.create({ data: { accountId: id, description: 'Made by the customer.' } })
    },
    expected: { account: { name: 'Bolt' }, next: { label: 'Open account' } },
  },
  {
    kind: 'account-vanished',
    make: async () => {
      const set = (goneAt: Date | null) =>
        db().directoryAccount.update({ where: { id: accountId }, data: { goneAt } })
      await set(daysAgo(1))
      return () => set(null)
    },
    expected: { account: { name: 'Anvil Ltd' }, urgency: 'now' },
  },
  {
    kind: 'member-left',
    make: async () => {
      const data = { email: 'leaver@partner.example', name: 'Leaver', role: 'support' as const }
      await db().staff.create({ data: { ...data, disabledAt: daysAgo(1) } })
      const id = await mirror.member(accountId, data.email)
      return () => db().directoryMember.update({ where: { id }, data: { goneAt: new Date() } })
    },
    expected: { subject: 'leaver@partner.example', next: { label: 'Remove from accounts' } },
  },
]

it('has a test for every kind', () => {
  expect(EACH.map(({ kind }) => kind)).toEqual(KINDS.map(({ id }) => id))
})

describe.each(EACH)('$kind', ({ kind, make, expected }) => {
  it('is found, and solved by what the next look sees', async () => {
    expect(await work({ kind })).toEqual([])
    const solve = await make()
    expect(await work({ kind })).toEqual([expect.objectContaining({ kind: labelOf(kind) })])
    expect(await work({ kind })).toMatchObject([expected])
    await solve()
    expect(await work({ kind })).toEqual([])
    expect(await work({ kind, show: 'done' })).toHaveLength(1)
  })

  it('is found at its own account alone, and the same the second time', async () => {
    const { lookAt } = await import('./looking')
    await mirror.account('Cask')
    await make()
    const [found] = await work({ kind })
    if (found!.account?.id) await lookAt(found!.account.id)
    expect((await work({ kind })).map(({ id, since }) => [id, since])).toEqual([[found!.id, found!.since]])
    expect(await db().workItem.count({ where: { kind, solvedAt: null } })).toBe(1)
  })
})

describe('is not on the list', () => {
  it.each([
    [
      'a paid domain as about to be deleted',
      () => mirror.zone(accountId, 'a.example', { status: 'pending', planId: 'PRO', createdOn: daysAgo(90) }),
      [{ urgency: 'later', until: null }],
    ],
    [
      'a domain that was deleted by Tenantdesk',
      async () => {
        const id = await mirror.zone(accountId, 'a.example', { goneAt: daysAgo(1) })
        await recordEvent(entryOf('zone.delete', { id, name: 'a.example', accountId }), {
          phase: 'succeeded',
        })
      },
      [],
    ],
    [
      'a deleted domain that was added again',
      async () => {
        await mirror.zone(accountId, 'a.example', { goneAt: daysAgo(1) })
        await mirror.zone(accountId, 'a.example')
      },
      [],
    ],
    [
      'a domain that is deleted for longer than it can be brought back',
      () => mirror.zone(accountId, 'a.example', { goneAt: daysAgo(8) }),
      [],
    ],
    [
      'an invitation of yesterday',
      () => mirror.member(accountId, 'a@b.example', { status: 'pending', statusSince: daysAgo(1) }),
      [],
    ],
    [
      'a token that has ended, and one that is disabled',
      async () => {
        await mirror.token(accountId, 'Ended', { expiresOn: daysAgo(1), issuedOn: daysAgo(9) })
        await mirror.token(accountId, 'Off', {
          expiresOn: inDays(1),
          issuedOn: daysAgo(900),
          status: 'disabled',
        })
      },
      [],
    ],
    [
      'an account of the first listing, and one that was made here',
      async () => {
        await mirror.account('First', { firstSeenAt: daysAgo(61) })
        const id = await mirror.account('Made', { firstSeenAt: daysAgo(1) })
        const key = randomUUID()
        await db().accountAttempt.create({
          data: { key, idempotencyKey: key, staffId: staff.id, accountId: id, status: 'created' },
        })
      },
      [],
    ],
    [
      'an account that was deleted here',
      async () => {
        const id = await mirror.account('Gone', { goneAt: daysAgo(1) })
        await db().accountDeletion.create({
          data: {
            accountId: id,
            accountName: 'Gone',
            operationId: randomUUID(),
            startedBy: 'x',
            steps: [],
            status: 'done',
          },
        })
      },
      [],
    ],
    [
      'what is in an account that is gone',
      async () => {
        const id = await mirror.account('Gone', { goneAt: daysAgo(90) })
        await mirror.zone(id, 'a.example', { status: 'pending' })
        await mirror.member(id, 'a@b.example', { status: 'pending', statusSince: daysAgo(9) })
      },
      [],
    ],
    [
      'a Know-Your-Customer profile that was not read yet',
      async () => {
        await db().setting.create({ data: { key: 'kyc.demanded.T', value: ['businessName'] } })
      },
      [],
    ],
    [
      'an export or a look whose outcome is not known',
      () => recordEvent(entryOf('zone.add.settle', { name: 'a', accountId }), { phase: 'unknown' }),
      [],
    ],
    [
      'what a run does',
      async () => {
        const entry = entryOf('zone.add', { name: 'a', accountId })
        await recordEvent({ ...entry, actor: { ...entry.actor, runId: randomUUID() } }, { phase: 'unknown' })
      },
      [],
    ],
  ] as [string, () => Promise<unknown>, object[]][])('%s', async (_, make, expected) => {
    await make()
    expect(await work()).toMatchObject(expected)
  })

  it('an account that appeared while the first listing is under way', async () => {
    await db().directoryPass.updateMany({ data: { listedAt: null, endedAt: null } })
    await mirror.account('Bolt', { firstSeenAt: daysAgo(1) })
    expect(await work()).toEqual([])
  })
})

it('tells of one operation once, however many rows it left open', async () => {
  const operationId = randomUUID()
  for (const action of ['account.update', 'account.update.settings'])
    await recordEvent(
      { ...entryOf(action, { id: accountId, name: 'Anvil', accountId }), operationId },
      { phase: 'unknown' },
    )
  expect(await work()).toHaveLength(1)
})

it('leaves nobody behind whom a removal did not get out', async () => {
  const email = 'leaver@customer.example'
  const ids = await Promise.all(
    ['a', 'b'].map(async (name) => mirror.member(await mirror.account(name), email)),
  )
  const step = (memberId: string, state: 'done' | 'failed', position: number) => ({
    accountId: `${position}`,
    accountName: 'x',
    memberId,
    position,
    state,
  })
  const steps = { create: [step(ids[0]!, 'done', 0), step(ids[1]!, 'failed', 1)] }
  const data = { operationId: randomUUID(), email, startedBy: staff.id, startedByEmail: 'x', steps }
  const { id } = await db().removal.create({ data: { ...data, status: 'problems' } })
  expect(await work()).toMatchObject([
    { kind: 'Member left behind', subject: email, next: { href: `/people/removals/${id}` } },
  ])
  await db().directoryMember.update({ where: { id: ids[1] }, data: { goneAt: new Date() } })
  expect(await work()).toEqual([])
})

const labelOf = (kind: string) => KINDS.find(({ id }) => id === kind)!.label

function entryOf(name: string, target: object) {
  const { id, email, role, sessionId } = staff
  return {
    operationId: randomUUID(),
    requestId: randomUUID(),
    act: { name, label: name, target: 'zone' as const, remember: {} },
    actor: { actorId: id, actorEmail: email, actorRole: role, sessionId, address: null, userAgent: null },
    target,
  }
}
