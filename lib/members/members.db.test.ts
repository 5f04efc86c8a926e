import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { SEED } from '@/lib/sandbox/seed'
import type { Member, State } from '@/lib/sandbox/state'
import type { Grant, InviteResult } from './schema'
import { ADMINISTRATOR, SUPER_ADMINISTRATOR } from './constants'
import { CREDENTIALS } from '@/lib/sandbox/testing'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

// Several calls each, on machines that have much else to do.
vi.setConfig({ testTimeout: 30_000 })

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { inviteMembers, changeMember, removeMember, resendInvitation } = await import('./actions')
const queries = await import('./queries')
const { ACTS } = await import('@/lib/commands')
const { findOut } = await import('@/lib/entry/lost')
const { db } = await import('@/lib/db/client')

const ME = CREDENTIALS.email
const accountId = SEED.accounts.plain
const admin: Grant = { kind: 'roles', roles: [ADMINISTRATOR] }
const superAdmin: Grant = { kind: 'roles', roles: [SUPER_ADMINISTRATOR] }
const RETIRED = 'b8c5d2f4a1e04f7798d3c6b5a4f3e2d1'

const upstream = useSandbox()
const { audit, control } = upstream

describe('inviting', () => {
  it('adds each person with the roles, fetches it after, and records each as a step', async () => {
    const emails = ['new.one@shop.example', 'new.two@shop.example']
    expect(await results({ emails })).toEqual(['invited', 'invited'])
    const posts = await calls('POST', /members$/)
    expect(posts.map(({ body }) => body)).toEqual(emails.map((email) => ({ email, roles: [ADMINISTRATOR] })))
    expect((await member('new.one@shop.example'))!.roles).toEqual([ADMINISTRATOR])
    expect((await audit('member.invite')).map(({ phase }) => phase)).toEqual([
      'attempted',
      'succeeded',
      'attempted',
      'succeeded',
    ])
    const [whole] = (await audit('members.invite')).slice(-1)
    expect(whole).toMatchObject({ phase: 'succeeded', accountId, after: { results: expect.any(Array) } })
    const [step] = (await audit('member.invite')).slice(-1)
    expect(step).toMatchObject({
      targetName: 'new.two@shop.example',
      operationId: whole!.operationId,
      after: { email: 'new.two@shop.example', roles: ['Administrator'], status: 'pending' },
    })
  })

  it('does not send for who is a member already, whatever the case, nor twice for one address', async () => {
    const there = (await members()).find(({ roles }) => roles.includes(ADMINISTRATOR))!
    const email = (await emailOf(there)).toUpperCase()
    expect(await results({ emails: [email, 'a@shop.example', 'A@shop.example'] })).toEqual([
      'member',
      'invited',
    ])
    expect(await calls('POST', /members$/)).toHaveLength(1)
  })

  it('goes on after an address that is refused, and names the reason', async () => {
    await fault({ kind: 'status', status: 400, code: 1001, message: 'email is not deliverable' })
    const answer = await inviteMembers(form({ emails: ['bad@shop.example', 'good@shop.example'] }))
    expect(answer).toMatchObject({
      ok: true,
      data: [
        { status: 'failed', message: 'Cloudflare did not accept this email address.' },
        { status: 'invited' },
      ],
    })
    expect((await audit('members.invite')).at(-1)).toMatchObject({ phase: 'failed' })
  })

  it('finds a person whose answer was lost, without sending again', async () => {
    await fault({ kind: 'lose_reply' })
    expect(await results({ emails: ['lost@shop.example', 'next@shop.example'] })).toEqual([
      'invited',
      'invited',
    ])
    expect(await calls('POST', /members$/)).toHaveLength(2)
    expect((await audit('member.invite'))[1]).toMatchObject({
      phase: 'succeeded',
      targetId: (await member('lost@shop.example'))!.id,
    })
  })

  it.each(['reset', 'html', 'truncate'])(
    'says what is so after %s, and sends nothing more by itself',
    async (kind) => {
      await fault({ kind })
      const [first] = await results({ emails: ['x@shop.example', 'y@shop.example'] })
      const there = (await member('x@shop.example')) !== undefined
      expect(first).toBe(there ? 'invited' : 'unknown')
      expect(
        (await calls('POST', /members$/)).filter(({ body }) => body?.email === 'x@shop.example'),
      ).toHaveLength(1)
      if (!there) {
        expect((await audit('member.invite')).at(-1)).toMatchObject({ phase: 'unknown' })
        expect(await member('y@shop.example')).toBeUndefined()
        expect(await results({ emails: ['x@shop.example', 'y@shop.example'] })).toEqual([
          'invited',
          'invited',
        ])
      }
    },
  )

  it('stops at a fault of Cloudflare’s own, and leaves the rest unsent', async () => {
    await fault({ kind: 'status', status: 503, code: 1000 })
    expect(await results({ emails: ['x@shop.example', 'y@shop.example'] })).toEqual(['unknown', 'unsent'])
    expect(await calls('POST', /members$/)).toHaveLength(1)
  })

  it('stops when the allowance is used up', async () => {
    await fault({ kind: 'status', status: 429, code: 10100 })
    const answer = await inviteMembers(form({ emails: ['x@shop.example', 'y@shop.example'] }))
    expect(answer).toMatchObject({
      data: [{ status: 'failed', message: expect.stringContaining('allowance') }, { status: 'unsent' }],
    })
  })

  it('refuses roles that the account does not offer, and more people than a form may hold, before anything is sent', async () => {
    expect(await inviteMembers(form({ grant: { kind: 'roles', roles: ['f'.repeat(32)] } }))).toMatchObject({
      ok: false,
      error: { code: 'invalid', fields: { roles: expect.any(String) } },
    })
    const many = Array.from({ length: 51 }, (_, n) => `p${n}@shop.example`)
    expect(await inviteMembers(form({ emails: many }))).toMatchObject({
      ok: false,
      error: { fields: { emails: expect.any(String) } },
    })
    expect(await calls('POST', /members$/)).toHaveLength(0)
  })

  it('invites with policies, and never with roles and policies together', async () => {
    const { permissionGroups, resourceGroups } = await queries.groupChoices(accountId)
    const grant: Grant = {
      kind: 'policies',
      policies: [
        {
          access: 'allow',
          permissionGroups: [permissionGroups.choices[0]!.id],
          resourceGroups: [resourceGroups.choices[0]!.id],
        },
      ],
    }
    expect(await results({ emails: ['scoped@shop.example'], grant })).toEqual(['invited'])
    const { body } = (await calls('POST', /members$/))[0]!
    expect(Object.keys(body!).sort()).toEqual(['email', 'policies'])
  })
})

describe('changing access', () => {
  it('replaces the roles and keeps both sides', async () => {
    const { id } = await someone()
    const grant: Grant = { kind: 'roles', roles: ['298ce8e7a2ba08b9d18ce0a32bb458ee'] }
    expect(await changeMember(change({ memberId: id, grant }))).toMatchObject({ ok: true })
    const { body } = (await calls('PUT', /members/))[0]!
    expect(body).toEqual({ roles: [{ id: '298ce8e7a2ba08b9d18ce0a32bb458ee' }] })
    expect((await audit('member.change')).at(-1)).toMatchObject({
      phase: 'succeeded',
      before: { roles: ['Administrator'] },
      after: { roles: ['Billing'] },
    })
  })

  it('keeps a permission group that is not offered any more', async () => {
    const account = SEED.accounts.policies
    const held = (await members(account)).find(({ policies }) =>
      policies.some((policy) => policy.permission_groups.some(({ id }) => id === RETIRED)),
    )!
    const details = await queries.memberDetails(account, held.id)
    const loaded = details.grant!
    if (loaded.kind !== 'policies') throw new Error('expected policies')
    const [first, ...rest] = loaded.policies
    const { permissionGroups } = await queries.groupChoices(account)
    const more = permissionGroups.choices.find(({ id }) => !first!.permissionGroups.includes(id))!.id
    const grant: Grant = {
      kind: 'policies',
      policies: [{ ...first!, permissionGroups: [...first!.permissionGroups, more] }, ...rest],
    }
    expect(
      await changeMember({ accountId: account, memberId: held.id, grant, loaded, typed: '' }),
    ).toMatchObject({ ok: true })
    const now = (await members(account)).find(({ id }) => id === held.id)!
    const groups = now.policies.flatMap((policy) => policy.permission_groups.map(({ id }) => id))
    expect(groups).toEqual(expect.arrayContaining([RETIRED, more]))
    expect(JSON.stringify((await audit('member.change')).at(-1)!.after)).toContain(RETIRED)
  })

  it('sends nothing when somebody else changed the member since', async () => {
    const { id } = await someone()
    const loaded: Grant = { kind: 'roles', roles: ['6ddc5f80969d01105b5a0931e0079365'] }
    const grant: Grant = { kind: 'roles', roles: ['298ce8e7a2ba08b9d18ce0a32bb458ee'] }
    expect(await changeMember(change({ memberId: id, grant, loaded }))).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    })
    expect(await calls('PUT', /members/)).toHaveLength(0)
  })

  it('finds a change whose answer was lost', async () => {
    const { id } = await someone()
    await fault({ kind: 'lose_reply' }, { method: 'PUT', path: 'members' })
    const grant: Grant = { kind: 'roles', roles: ['298ce8e7a2ba08b9d18ce0a32bb458ee'] }
    expect(await changeMember(change({ memberId: id, grant }))).toMatchObject({ ok: true })
    expect(await calls('PUT', /members/)).toHaveLength(1)
  })

  it('calls a change unknown when nothing tells what became of it', async () => {
    const { id } = await someone()
    await fault({ kind: 'status', status: 502, code: 1000 }, { method: 'PUT', path: 'members' })
    const grant: Grant = { kind: 'roles', roles: ['298ce8e7a2ba08b9d18ce0a32bb458ee'] }
    expect(await changeMember(change({ memberId: id, grant }))).toMatchObject({
      ok: false,
      error: { code: 'unknown' },
    })
    expect((await audit('member.change')).at(-1)).toMatchObject({ phase: 'unknown' })
  })

  it('takes Super Administrator from oneself only when the address is typed', async () => {
    const { id } = await me()
    const input = change({ memberId: id, grant: admin, loaded: superAdmin })
    expect(await changeMember(input)).toMatchObject({
      ok: false,
      error: { fields: { typed: expect.any(String) } },
    })
    expect(await calls('PUT', /members/)).toHaveLength(0)
    expect(await changeMember({ ...input, typed: ` ${ME.toUpperCase()}` })).toMatchObject({ ok: true })
  })
})

describe('removing', () => {
  it('removes and keeps what the member had', async () => {
    const { id, email } = await someone()
    expect(await removeMember({ accountId, memberId: id, typed: '' })).toMatchObject({ ok: true })
    expect(await member(email)).toBeUndefined()
    expect((await audit('member.remove')).at(-1)).toMatchObject({
      phase: 'succeeded',
      targetName: email,
      before: { email, roles: ['Administrator'] },
    })
  })

  it('wants oneself typed, and the last Super Administrator too', async () => {
    const { id } = await me()
    expect(await removeMember({ accountId, memberId: id, typed: '' })).toMatchObject({
      ok: false,
      error: { code: 'invalid', fields: { typed: expect.any(String) } },
    })
    // Another account, where two hold it until one is taken away.
    const account = SEED.accounts.tokens
    const supers = (await members(account)).filter(({ roles }) => roles.includes(SUPER_ADMINISTRATOR))
    const [mine, other] = [
      supers.find(({ user }) => user === SEED.me)!,
      supers.find(({ user }) => user !== SEED.me)!,
    ]
    expect((await queries.memberDetails(account, other.id)).lastSuper).toBe(false)
    await upstream.call('DELETE', `/accounts/${account}/members/${mine.id}`)
    expect((await queries.memberDetails(account, other.id)).lastSuper).toBe(true)
    expect(await removeMember({ accountId: account, memberId: other.id, typed: 'yes' })).toMatchObject({
      ok: false,
      error: { fields: { typed: expect.any(String) } },
    })
    const typed = await emailOf(other)
    expect(await removeMember({ accountId: account, memberId: other.id, typed })).toMatchObject({ ok: true })
  })

  it('takes a member who is gone after a lost answer as removed, on record with who it was', async () => {
    const { id, email } = await someone()
    await fault({ kind: 'lose_reply' }, { method: 'DELETE', path: 'members' })
    expect(await removeMember({ accountId, memberId: id, typed: '' })).toMatchObject({ ok: true })
    expect(await calls('DELETE', /members/)).toHaveLength(1)
    expect((await audit('member.remove')).at(-1)).toMatchObject({
      phase: 'succeeded',
      targetName: email,
      before: { email },
      after: { status: 'removed', found: false },
    })
  })

  it.each(['f'.repeat(32), 'no-such', '..'])('knows no member %s', async (memberId) => {
    expect(await removeMember({ accountId, memberId, typed: '' })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    })
  })
})

describe('resending an invitation', () => {
  it('removes and invites again with the same roles, as two steps', async () => {
    const { id, email, roles } = await someone('pending')
    expect(await resendInvitation({ accountId, memberId: id })).toMatchObject({ data: { status: 'sent' } })
    const again = await member(email)
    expect(again).toMatchObject({ status: 'pending', roles })
    expect(again!.id).not.toBe(id)
    const [whole] = await audit('member.resend')
    for (const action of ['member.resend.remove', 'member.invite'])
      expect((await audit(action)).map(({ phase, operationId }) => ({ phase, operationId }))).toEqual([
        { phase: 'attempted', operationId: whole!.operationId },
        { phase: 'succeeded', operationId: whole!.operationId },
      ])
  })

  it('says that the old one is gone when the new one is refused, and what to invite again', async () => {
    const { id, email, roles } = await someone('pending')
    await fault({ kind: 'status', status: 403, code: 1001, message: 'no' })
    const answer = await resendInvitation({ accountId, memberId: id })
    expect(answer).toMatchObject({
      ok: true,
      data: { status: 'removed', email, grant: { kind: 'roles', roles }, effect: 'none' },
    })
    expect(await member(email)).toBeUndefined()
    expect((await audit('member.resend')).at(-1)).toMatchObject({ phase: 'failed' })
    expect(await results({ emails: [email], grant: { kind: 'roles', roles } })).toEqual(['invited'])
  })

  it('leaves open whether the new one was sent where nobody knows', async () => {
    const { id } = await someone('pending')
    await fault({ kind: 'status', status: 500, code: 1000 }, { method: 'POST', path: 'members$' })
    expect(await resendInvitation({ accountId, memberId: id })).toMatchObject({
      ok: true,
      data: { status: 'removed', effect: 'unknown' },
    })
    expect((await audit('member.resend')).at(-1)).toMatchObject({ phase: 'unknown' })
  })

  it('invites nobody when the removal did not work', async () => {
    const { id, email } = await someone('pending')
    await fault({ kind: 'status', status: 500, code: 1000 }, { method: 'DELETE', path: 'members' })
    expect(await resendInvitation({ accountId, memberId: id })).toMatchObject({
      ok: false,
      error: { code: 'unknown' },
    })
    expect((await member(email))!.id).toBe(id)
    expect(await calls('POST', /members$/)).toHaveLength(0)
  })

  it('leaves a member who has accepted alone', async () => {
    const { id } = await someone('accepted')
    expect(await resendInvitation({ accountId, memberId: id })).toMatchObject({ error: { code: 'conflict' } })
    expect(await calls('DELETE', /members/)).toHaveLength(0)
  })
})

describe('rights', () => {
  it.each(['support', 'auditor'] as const)('%s changes nothing, and each try is on record', async (role) => {
    const { id } = await someone()
    staff.role = role
    const grant = superAdmin
    for (const act of [
      () => inviteMembers(form({})),
      () => changeMember(change({ memberId: id, grant })),
      () => removeMember({ accountId, memberId: id, typed: '' }),
      () => resendInvitation({ accountId, memberId: id }),
    ])
      expect(await act()).toMatchObject({ ok: false, error: { code: 'denied' } })
    for (const action of ['members.invite', 'member.change', 'member.remove', 'member.resend'])
      expect((await audit(action)).map(({ phase }) => phase)).toEqual(['denied'])
    expect(await calls('POST')).toHaveLength(0)
  })

  it('an operator invites and does not remove', async () => {
    const { id } = await someone()
    staff.role = 'operator'
    expect(await results({})).toEqual(['invited'])
    expect(await removeMember({ accountId, memberId: id, typed: '' })).toMatchObject({
      error: { code: 'denied' },
    })
  })

  it.each(SEED.accounts.outside)('account %s of somebody else looks like none', async (foreign) => {
    const [theirs] = await members(foreign)
    const memberId = theirs!.id
    const none = { ok: false, error: { code: 'not_found' } }
    expect(await inviteMembers(form({ accountId: foreign }))).toMatchObject(none)
    expect(await removeMember({ accountId: foreign, memberId, typed: ME })).toMatchObject(none)
    expect(await resendInvitation({ accountId: foreign, memberId })).toMatchObject(none)
    await expect(queries.listMembers(foreign, QUERY)).rejects.toThrow('404')
    await expect(queries.membersGlance(foreign)).rejects.toThrow('404')
    await expect(queries.rolesMatrix(foreign)).rejects.toThrow('404')
    await expect(queries.groupChoices(foreign)).rejects.toThrow('404')
    expect((await members(foreign)).length).toBeGreaterThan(0)
  })

  it('a member of one account is none of another', async () => {
    const { id } = await someone()
    await expect(queries.memberDetails(SEED.accounts.busy, id)).rejects.toThrow('404')
    expect(await removeMember({ accountId: SEED.accounts.busy, memberId: id, typed: '' })).toMatchObject({
      error: { code: 'not_found' },
    })
  })
})

describe('reading', () => {
  it('pages, sorts and filters as the API does, and tells the age of open invitations', async () => {
    const first = await queries.listMembers(SEED.accounts.busy, { ...QUERY, status: 'pending', size: 10 })
    expect(first.rows).toHaveLength(10)
    expect(first.rows.every(({ status }) => status === 'pending')).toBe(true)
    expect(Object.keys(await first.invitedOn).sort()).toEqual(first.rows.map(({ id }) => id).sort())
    const last = await queries.listMembers(SEED.accounts.busy, {
      ...QUERY,
      order: 'email',
      direction: 'desc',
    })
    const emails = last.rows.map(({ email }) => email!)
    expect(emails).toEqual([...emails].sort().reverse())
    expect(last.totalCount).toBe(58)
  })

  it('shows the list although the log that tells ages does not answer', async () => {
    await fault({ kind: 'status', status: 500 }, { method: 'GET', path: 'logs/audit', times: 9 })
    const { rows, invitedOn } = await queries.listMembers(SEED.accounts.busy, { ...QUERY, status: 'pending' })
    expect(rows.length).toBeGreaterThan(0)
    expect(await invitedOn).toEqual({})
  })

  it('tells of every role what it allows and who holds it', async () => {
    const { roles, areas } = await queries.rolesMatrix(accountId)
    const administrator = roles.find(({ id }) => id === ADMINISTRATOR)!
    expect(administrator.access).toMatchObject({ dns: 'edit', organization: 'read' })
    expect(administrator.holders.length).toBeGreaterThan(0)
    expect(administrator.holders.every(({ by }) => by === 'role')).toBe(true)
    expect(areas).toContain('dns_records')
    expect(roles.length).toBeGreaterThan(20)
  })

  it('counts who holds a role by a policy, with what the policy limits it to', async () => {
    const policies = SEED.accounts.policies
    const { resourceGroups } = await queries.groupChoices(policies)
    const whole = resourceGroups.choices.find(({ name }) => name === 'The whole account')
    const zones = resourceGroups.choices.find(({ name }) => name === 'Research domains')
    const give = async (memberId: string, resourceGroup: string, access: string) => {
      const grant: Grant = {
        kind: 'policies',
        policies: [{ access, permissionGroups: [SUPER_ADMINISTRATOR], resourceGroups: [resourceGroup] }],
      }
      const { grant: loaded } = await queries.memberDetails(policies, memberId)
      expect(await changeMember({ accountId: policies, memberId, grant, loaded, typed: '' })).toMatchObject({
        ok: true,
      })
    }
    const { rows } = await queries.listMembers(policies, QUERY)
    const [one, two, three] = rows.filter((row) => row.policies.length > 0)
    await give(one!.id, whole!.id, 'allow')
    await give(two!.id, zones!.id, 'allow')
    await give(three!.id, whole!.id, 'deny')
    const { roles } = await queries.rolesMatrix(policies)
    const { holders } = roles.find(({ id }) => id === SUPER_ADMINISTRATOR)!
    expect(holders.filter(({ by }) => by === 'policy')).toEqual([
      { id: one!.id, email: one!.email, by: 'policy', on: [] },
      { id: two!.id, email: two!.email, by: 'policy', on: ['Research domains'] },
    ])
  })
})

const QUERY = { order: 'email', direction: 'asc', page: 1, size: 50 } as const

type Invite = Parameters<typeof inviteMembers>[0]
const form = (values: Partial<Invite>): Invite => ({
  accountId,
  emails: ['new@shop.example'],
  grant: admin,
  ...values,
})

describe('an attempt that a crash left open', () => {
  it.each([true, false])('is closed by looking for the address (there: %s)', async (there) => {
    const email = there ? (await someone()).email.toUpperCase() : 'nobody@example.com'
    const phase = there ? 'succeeded' : 'failed'
    expect(await looked('member.invite', { request: { email } })).toMatchObject({ phase })
  })

  it('is closed by comparing what the member may do with what was chosen', async () => {
    const { id } = await someone()
    for (const [grant, phase] of [
      [admin, 'succeeded'],
      [superAdmin, 'failed'],
    ] as const)
      expect(await looked('member.change', { targetId: id, request: { grant } })).toMatchObject({ phase })
  })

  it('is closed as unknown where there is no address to look for, and says so once', async () => {
    const found = await looked('member.invite', { request: {} })
    expect(found).toMatchObject({ phase: 'unknown', says: expect.stringContaining('no address to look for') })
    expect(found!.says.match(/outcome/gi)).toHaveLength(1)
  })

  it('to change a member who has gone since is closed as unknown', async () => {
    const { id } = await someone()
    await upstream.call('DELETE', `/accounts/${accountId}/members/${id}`)
    expect(await looked('member.change', { targetId: id, request: { grant: admin } })).toMatchObject({
      phase: 'unknown',
      says: expect.stringContaining('the member is gone'),
      after: { found: false },
    })
  })

  it('is closed by looking whether the member is gone', async () => {
    const { id } = await someone()
    const look = () => looked('member.remove', { targetId: id })
    expect(await look()).toMatchObject({ phase: 'failed', after: { found: true } })
    await upstream.call('DELETE', `/accounts/${accountId}/members/${id}`)
    expect(await look()).toMatchObject({ phase: 'succeeded', after: { found: false } })
  })
})

async function looked(action: string, more: object) {
  const open = await db().auditEvent.create({
    data: {
      operationId: randomUUID(),
      requestId: randomUUID(),
      phase: 'attempted',
      action,
      accountId,
      ...more,
    },
  })
  return findOut(ACTS.get(action)!, open)
}

async function results(values: Partial<Invite>): Promise<InviteResult['status'][]> {
  const answer = await inviteMembers(form(values))
  if (!answer.ok) throw new Error(JSON.stringify(answer.error))
  return answer.data.map(({ status }) => status)
}

type Change = Parameters<typeof changeMember>[0]
const change = (values: Partial<Change> & Pick<Change, 'memberId' | 'grant'>): Change => ({
  accountId,
  loaded: admin,
  typed: '',
  ...values,
})

const state = () => control('GET', '/state') as Promise<State>
const members = async (account: string = accountId): Promise<Member[]> =>
  (await state()).members.filter((row) => row.account === account)
const emailOf = async ({ user }: Member) => (await state()).users.find(({ id }) => id === user)!.email

async function member(email: string): Promise<Member | undefined> {
  const { users } = await state()
  const user = users.find((each) => each.email === email)
  return (await members()).find((each) => each.user === user?.id)
}

/** An ordinary member of the plain account: Administrator and nothing else. */
async function someone(status?: Member['status']): Promise<Member & { email: string }> {
  const found = (await members()).find(
    (row) => row.roles.join() === ADMINISTRATOR && (!status || row.status === status),
  )!
  return { ...found, email: await emailOf(found) }
}

const me = async () => (await members()).find(({ user }) => user === SEED.me)!

const fault = (
  what: { kind: string; status?: number; code?: number; message?: string },
  { method = 'POST', path = 'members$', times = 1 } = {},
) => upstream.fault(method, path, what, times)

const calls = async (method: string, at?: RegExp) =>
  (await upstream.calls(method, at)) as { path: string; body: { email?: string } | null }[]
