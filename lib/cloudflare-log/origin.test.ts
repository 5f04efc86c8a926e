import { describe, expect, it } from 'vitest'
import type { OwnAct } from '@/lib/audit/acts'
import type { AuditLogEntry } from '@/lib/tenant-api/audit-log'
import { originOf } from './origin'

const AT = '2026-11-22T10:30:00.000Z'
const RAY = '9a8b7c6d5e4f3a2b'
const OWN = 'partner@example.com'

const entry = (email: string | null, rayId: string | null = RAY, time: string | null = AT) =>
  ({
    action: { time },
    actor: { email },
    raw: { rayId, method: 'POST', uri: '/client/v4/accounts/abc123/members' },
  }) as AuditLogEntry

const act = (more: Partial<OwnAct> = {}, call: Partial<OwnAct['calls'][number]> = {}): OwnAct => ({
  id: 'event-1',
  begunAt: new Date(Date.parse(AT) - 200),
  endedAt: new Date(Date.parse(AT) + 200),
  person: { name: 'Dana Whitlock', email: 'dana@example.com' },
  calls: [
    {
      method: 'POST',
      path: '/accounts/{account_id}/members',
      status: 200,
      ray: `${RAY.toUpperCase()}-LHR`,
      codes: [],
      durationMs: 10,
      ...call,
    },
  ],
  ...more,
})
const lost = { ray: null, status: null }
const minutes = (count: number) => new Date(Date.parse(AT) + count * 60_000)

describe('whose act it was', () => {
  it('is proved by the Ray ID, whoever Cloudflare says it was', () => {
    for (const email of [OWN, null])
      expect(originOf(entry(email), [act()], OWN)).toEqual({
        kind: 'here',
        words: 'made here, by Dana Whitlock',
        email: 'dana@example.com',
        eventId: 'event-1',
      })
    expect(originOf(entry(OWN, `${RAY}-FRA`), [act()], OWN)).toMatchObject({ kind: 'here' })
    expect(originOf(entry(OWN), [act({ person: null })], OWN)).toMatchObject({
      words: 'made here, by Tenantdesk itself',
    })
  })

  it('needs the time to fit as well', () => {
    expect(originOf(entry(OWN), [act({ begunAt: minutes(16), endedAt: minutes(17) })], OWN)).toMatchObject({
      kind: 'outside',
    })
    expect(originOf(entry(OWN, RAY, null), [act()], OWN)).toMatchObject({ kind: 'outside' })
  })

  it('is outside where our credentials were used and nothing fits, in any case of letters', () => {
    expect(originOf(entry('Partner@Example.com', 'f'.repeat(16)), [act()], OWN)).toMatchObject({
      kind: 'outside',
      words: 'made outside this console',
    })
    expect(originOf(entry(OWN, null), [], OWN)).toMatchObject({ kind: 'outside' })
  })

  it('is nothing to mark where somebody else acted', () => {
    expect(originOf(entry('customer@example.com', 'f'.repeat(16)), [act({}, lost)], OWN)).toBeNull()
    expect(originOf(entry(null, null), [act({ endedAt: null, calls: [] })], OWN)).toBeNull()
  })

  it('is perhaps ours where an answer was lost and the call is of the same kind', () => {
    expect(originOf(entry(OWN), [act({}, lost)], OWN)).toMatchObject({
      kind: 'perhaps',
      words: 'perhaps made here, by Dana Whitlock',
    })
    const later = { begunAt: minutes(1), endedAt: minutes(2) }
    expect(originOf(entry(OWN), [act(later, lost)], OWN)).toMatchObject({ kind: 'outside' })
    for (const call of [{ method: 'DELETE' }, { path: '/accounts/{account_id}/members/{member_id}' }])
      expect(originOf(entry(OWN), [act({}, { ...lost, ...call })], OWN)).toMatchObject({ kind: 'outside' })
  })

  it('is perhaps ours while an act begun before it has no outcome of its own', () => {
    const open = (begunAt: Date) => act({ begunAt, endedAt: null, calls: [] })
    expect(originOf(entry(OWN), [open(minutes(-1))], OWN)).toMatchObject({ kind: 'perhaps' })
    expect(originOf(entry(OWN), [open(minutes(1))], OWN)).toMatchObject({ kind: 'outside' })
  })
})
