import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role } from '@/lib/auth/permissions'
import { SEED } from '@/lib/sandbox/seed'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.setConfig({ testTimeout: 60_000 })
vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)
// The engine is asked to begin by a row of its own, which no process here works at: the test does the stretches.
vi.mock('@/lib/workflows/engine', async (original) => ({
  ...(await original<object>()),
  begin: vi.fn(async () => {}),
}))

const { removeFromAccounts, stopRemoval, continueRemoval } = await import('./actions')
const { listPeople, personDetails, removalPreview, removalDetails, exportPeople } = await import('./queries')
const { removing } = await import('./removing')
const { PeopleQuery } = await import('./schema')
const { ADMINISTRATOR, SUPER_ADMINISTRATOR } = await import('@/lib/members/constants')
const { exportCsv } = await import('@/lib/entry/download')
const { db } = await import('@/lib/db/client')

const sandbox = useSandbox()
const { audit, calls, fault } = sandbox
const EMAIL = 'leaver@partner.example'
const IDS = [SEED.accounts.plain, SEED.accounts.empty, SEED.accounts.quotes]
const turn = { mayStillSend: () => {}, stillOwns: async () => {} }

beforeEach(async () => {
  await db().staff.deleteMany()
  await db().staff.create({ data: { id: staff.id, email: staff.email, name: 'Ada', role: 'admin' } })
})

/** A leaver who is a member of three accounts, upstream and in the mirror. */
async function leaver(role = ADMINISTRATOR) {
  for (const accountId of IDS) {
    const answer = (await sandbox.call('POST', `/accounts/${accountId}/members`, {
      email: EMAIL,
      roles: [role],
    })) as {
      result: { id: string }
    }
    await seen(accountId, {
      id: answer.result.id,
      email: EMAIL,
      roles: [{ id: role, name: 'Administrator' }],
    })
  }
}

async function seen(
  accountId: string,
  member: {
    id?: string
    email: string
    status?: string
    roles?: object[]
    twoFactor?: boolean
    name?: string
  },
) {
  const at = new Date()
  await db().directoryAccount.upsert({
    where: { id: accountId },
    create: {
      id: accountId,
      name: `Account ${accountId.slice(0, 4)}`,
      sortName: accountId,
      tenantId: SEED.tenant.tag,
      members: 9,
      seenAt: at,
    },
    update: {},
  })
  await db().directoryMember.create({
    data: {
      id: randomUUID().replaceAll('-', ''),
      accountId,
      status: 'accepted',
      roles: [],
      policies: [],
      seenAt: at,
      ...member,
    },
  })
}

async function start(accountIds = IDS) {
  const answer = await removeFromAccounts({ email: EMAIL, accountIds })
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.data.removalId
}

/** Works as the engine would, until nothing is left to do now. */
async function work(id: string) {
  for (let rounds = 0; rounds < 40; rounds++) {
    const { stretch } = await db().removal.findUniqueOrThrow({ where: { id } })
    if (!(await removing.work(id, stretch, turn))) return removalDetails(id)
  }
  throw new Error('It does not end.')
}

const hurry = (id: string) =>
  db().removalStep.updateMany({ where: { removalId: id }, data: { nextAt: null } })
const states = async (id: string) => (await removalDetails(id)).steps.map(({ state }) => state)
const deletions = async () => (await calls('DELETE', /members/)).length
const there = async (accountId: string) => {
  const { result } = (await sandbox.call('GET', `/accounts/${accountId}/members?per_page=50`)) as {
    result: { user?: { email: string } }[]
  }
  return result.some(({ user }) => user?.email === EMAIL)
}

describe('removing a leaver', () => {
  it('takes them from each chosen account, once, in the starter’s name', async () => {
    await leaver()
    const id = await start(IDS.slice(0, 2))
    const removal = await work(id)
    expect(removal).toMatchObject({ status: 'completed', startedBy: staff.email })
    expect(removal.steps.map(({ state }) => state)).toEqual(['done', 'done'])
    expect(await deletions()).toBe(2)
    expect(await Promise.all(IDS.map(there))).toEqual([false, false, true])
    const rows = await audit('member.remove')
    expect(rows.map(({ phase }) => phase)).toEqual(['attempted', 'succeeded', 'attempted', 'succeeded'])
    for (const row of rows) expect(row).toMatchObject({ actorId: staff.id, runId: id })
    const [begun] = await audit('people.remove')
    expect(begun).toMatchObject({
      phase: 'succeeded',
      targetId: id,
      targetName: EMAIL,
      after: { accounts: 2 },
    })
    // Asked again, it does nothing.
    await removing.work(id, 1, turn)
    expect(await deletions()).toBe(2)
  })

  it('that did not answer is looked for, and not sent again', async () => {
    await leaver()
    await fault('DELETE', '/members/', { kind: 'lose_reply' })
    const id = await start()
    expect(await work(id)).toMatchObject({ status: 'completed' })
    expect(await deletions()).toBe(3)
  })

  it('of which a dead process has left one under way is looked for, and not sent again', async () => {
    await leaver()
    const id = await start(IDS.slice(0, 1))
    const once = removing.work(id, 1, { ...turn, stillOwns: owns(3) })
    await expect(once).rejects.toThrow()
    const sent = await deletions()
    await db().removal.update({ where: { id }, data: { status: 'running' } })
    await hurry(id)
    // The attempt is on record, and has ended there or not: it is never made again under its key.
    for (let round = 0; round < 3; round++) {
      await work(id)
      await hurry(id)
    }
    expect(await deletions()).toBeLessThanOrEqual(1)
    expect(sent).toBeLessThanOrEqual(1)
    expect((await audit('member.remove')).filter(({ phase }) => phase === 'attempted')).toHaveLength(1)
  })

  it('goes on with the others where one account refuses', async () => {
    await leaver()
    await fault('DELETE', `/accounts/${IDS[0]}/members`, {
      kind: 'status',
      status: 400,
      code: 1000,
      message: 'no',
    })
    const id = await start()
    const removal = await work(id)
    expect(removal.status).toBe('problems')
    expect(removal.steps.map(({ state }) => state).sort()).toEqual(['done', 'done', 'failed'])
    expect(removal.steps.find(({ state }) => state === 'failed')!.message).toBeTruthy()
  })

  it('finds nothing to do where they have gone meanwhile', async () => {
    await leaver()
    const id = await start()
    const { memberId } = await db().removalStep.findFirstOrThrow({
      where: { removalId: id, accountId: IDS[1] },
    })
    await sandbox.call('DELETE', `/accounts/${IDS[1]}/members/${memberId}`)
    expect(await work(id)).toMatchObject({ status: 'completed' })
    expect((await states(id)).sort()).toEqual(['done', 'done', 'skipped'])
  })

  it('waits for a person where its starter lost the right, and goes on when it is back', async () => {
    await leaver()
    const id = await start()
    await db().staff.update({ where: { id: staff.id }, data: { role: 'operator' } })
    expect(await work(id)).toMatchObject({ status: 'paused', reason: expect.stringContaining(staff.email) })
    expect(await deletions()).toBe(0)
    await db().staff.update({ where: { id: staff.id }, data: { role: 'admin' } })
    expect(await continueRemoval({ removalId: id })).toMatchObject({ ok: true })
    expect(await work(id)).toMatchObject({ status: 'completed' })
  })

  it('sends nothing once its starter is demoted between two accounts', async () => {
    await leaver()
    const id = await start()
    await removing.work(id, 1, turn)
    await db().staff.update({ where: { id: staff.id }, data: { disabledAt: new Date() } })
    expect(await work(id)).toMatchObject({ status: 'paused' })
    expect(await deletions()).toBe(1)
  })

  it('stops when it is told to, and keeps what is done', async () => {
    await leaver()
    const id = await start()
    await removing.work(id, 1, turn)
    expect(await stopRemoval({ removalId: id })).toMatchObject({ ok: true })
    expect(await work(id)).toMatchObject({ status: 'stopped' })
    expect(await deletions()).toBe(1)
    expect(await states(id)).toEqual(['done', 'waiting', 'waiting'])
    expect(await continueRemoval({ removalId: id })).toMatchObject({ error: { code: 'conflict' } })
  })

  it('leaves the last Super Administrator, who is not removed in passing', async () => {
    await leaver(SUPER_ADMINISTRATOR)
    await db().directoryMember.updateMany({ data: { roles: [{ id: SUPER_ADMINISTRATOR, name: 'Super' }] } })
    const preview = await removalPreview(EMAIL)
    expect(preview.memberships.map(({ kept }) => kept)).toEqual(
      Array(3).fill(expect.stringContaining('last Super')),
    )
    expect(await removeFromAccounts({ email: EMAIL, accountIds: IDS })).toMatchObject({
      error: { code: 'conflict' },
    })
    expect(await db().removal.count()).toBe(0)
  })

  it('is refused for no account, and for accounts where they are no member', async () => {
    await leaver()
    expect(await removeFromAccounts({ email: EMAIL, accountIds: [] })).toMatchObject({
      error: { code: 'invalid' },
    })
    expect(await removeFromAccounts({ email: EMAIL, accountIds: [SEED.accounts.busy] })).toMatchObject({
      error: { code: 'conflict' },
    })
  })

  it.each<Role>(['operator', 'support', 'auditor'])('is not for %s', async (role) => {
    await leaver()
    staff.role = role
    expect(await removeFromAccounts({ email: EMAIL, accountIds: IDS })).toMatchObject({
      error: { code: 'denied' },
    })
    await expect(removalPreview(EMAIL)).rejects.toThrow('forbidden')
  })
})

describe('people', () => {
  const query = (asked: object = {}) => listPeople(PeopleQuery.parse(asked))

  beforeEach(async () => {
    const role = (id: string, name: string) => [{ id, name }]
    await seen(IDS[0]!, {
      email: 'ana@x.example',
      name: 'Ana',
      twoFactor: true,
      roles: role(ADMINISTRATOR, 'Administrator'),
    })
    await seen(IDS[1]!, {
      email: 'ana@x.example',
      twoFactor: true,
      roles: role(SUPER_ADMINISTRATOR, 'Super'),
    })
    await seen(IDS[2]!, {
      email: 'ana@x.example',
      twoFactor: true,
      roles: role(ADMINISTRATOR, 'Administrator'),
    })
    await seen(IDS[0]!, { email: 'bo_b@x.example', status: 'pending', twoFactor: false })
  })

  it('are each there once, with what they may and where', async () => {
    expect(await query()).toMatchObject({
      totalCount: 2,
      rows: [
        {
          ...{ email: 'ana@x.example', name: 'Ana', accounts: 3, pending: 0, twoFactor: true },
          powers: [
            { name: 'Administrator', accounts: 2 },
            { name: 'Super', accounts: 1 },
          ],
        },
        { email: 'bo_b@x.example', accounts: 1, pending: 1, twoFactor: false, powers: [] },
      ],
    })
  })

  it.each([
    [{ q: 'ANA' }, ['ana@x.example']],
    [{ q: 'o_b' }, ['bo_b@x.example']],
    [{ q: '%' }, []],
    [{ status: 'pending' }, ['bo_b@x.example']],
    [{ twoFactor: 'on' }, ['ana@x.example']],
    [{ power: 'super' }, ['ana@x.example']],
    [{ sort: 'accounts', direction: 'asc' }, ['bo_b@x.example', 'ana@x.example']],
    [{ sort: 'pending', direction: 'desc' }, ['bo_b@x.example', 'ana@x.example']],
    [{ tenant: SEED.tenant.tag }, ['ana@x.example', 'bo_b@x.example']],
    [{ page: 2 }, []],
  ])('are found by %o', async (asked, emails) => {
    expect((await query(asked)).rows.map(({ email }) => email)).toEqual(emails)
  })

  it('of accounts that are gone or not ours are not there', async () => {
    await db().directoryAccount.update({ where: { id: IDS[0] }, data: { goneAt: new Date() } })
    await db().directoryAccount.update({ where: { id: IDS[1] }, data: { tenantId: null } })
    expect(await query()).toMatchObject({ totalCount: 1, rows: [{ email: 'ana@x.example', accounts: 1 }] })
    expect((await personDetails('ana@x.example', 1)).totalCount).toBe(1)
  })

  it('are shown with their accounts and their tokens, and nobody that is not known', async () => {
    const token = {
      id: 't1',
      accountId: IDS[0]!,
      name: 'Deploy',
      creatorEmail: 'ANA@x.example',
      seenAt: new Date(),
    }
    await db().directoryToken.create({ data: token })
    const person = await personDetails('Ana@X.example', 1)
    expect(person).toMatchObject({ totalCount: 3, name: expect.anything(), tokens: [{ name: 'Deploy' }] })
    expect(person.memberships[0]).toMatchObject({ firstSeen: expect.any(String), kept: null })
    await expect(personDetails('nobody@x.example', 1)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('are exported whole, without whom was looked for on record', async () => {
    const answer = await exportCsv(exportPeople, { q: 'ana' })
    expect(await answer.text()).toContain(
      '"ana@x.example","Ana","3","0","yes","Administrator (2); Super (1)"',
    )
    expect(JSON.stringify((await audit('people.export')).map(({ request }) => request))).not.toContain('ana')
    staff.role = 'support'
    expect((await exportCsv(exportPeople, {})).status).toBe(403)
  })
})

/** Lets the work be another's from that time on that it asks. */
function owns(times: number) {
  let asked = 0
  return async () => {
    if (++asked >= times) throw new Error('taken over')
  }
}
