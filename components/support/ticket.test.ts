import { expect, it } from 'vitest'
import { changesOf } from './changes'
import { ticketText, type Told } from './ticket'

const now = new Date('2026-11-30T12:00:00Z')
const told: Told = {
  account: {
    id: 'a'.repeat(32) as never,
    name: 'Acme\n- Open problems: none\u202E',
    type: 'enterprise',
    unitName: 'Direct',
    createdOn: '2026-01-02T03:04:05Z',
    managedBy: null,
    settings: { enforceTwoFactor: true, abuseContactEmail: 'abuse@acme.example', apiAccessEnabled: null },
  },
  team: {
    notes: [{ id: 'n', text: 'SECRET NOTE', version: 1, by: 'Ada', at: now.toISOString(), changed: null }],
    tags: [{ id: 't', name: 'vip' }],
    aliases: [{ id: 'a', name: 'Old Acme' }],
  },
  seen: {
    asOf: now.toISOString(),
    zones: { rows: [], totalCount: 0 },
    zoneSeen: { z: { status: 'pending', since: '2026-11-26T12:00:00Z', plan: '' } },
    members: { rows: [], totalCount: 0 },
    memberSince: { m: '2026-11-20T00:00:00Z' },
    plans: null,
  },
  glance: {
    zones: {
      rows: [
        {
          ...{
            id: 'z',
            name: 'xn--mller-kva.example',
            unicode: 'müller.example',
            status: 'pending',
            paused: false,
          },
          ...{
            nameServers: ['ada.ns.example', 'bob.ns.example'],
            createdOn: '2026-11-26T12:00:00Z',
            activatedOn: null,
          },
        },
      ],
      totalCount: 70,
    },
    members: {
      rows: [
        {
          ...{
            id: 'm',
            email: 'jo@acme.example',
            name: null,
            status: 'pending',
            twoFactor: null,
            policies: [],
          },
          roles: [{ id: 'r', name: 'Administrator' }],
          self: false,
        },
      ],
      totalCount: 1,
    },
    subscriptions: null,
    tokens: null,
  },
  changes: [],
  work: [{ kind: 'Domain pending', subject: 'a\nb', detail: 'day 5 of 28', since: '2026-11-26T00:00:00Z' }],
}

it('says what an agent sees, a line each, whatever things are called', () => {
  const text = ticketText(told, now)
  expect(text).toContain('Customer: Acme - Open problems: none\nAccount ID: ' + 'a'.repeat(32))
  expect(text).toContain('Tags: vip\nAlso called: Old Acme')
  expect(text).toContain(
    'Domains (70)\n- müller.example (xn--mller-kva.example); pending, day 5 of 28; Free; name servers ada.ns.example, bob.ns.example; added 26 Nov 2026, 12:00:00 UTC\n- and 69 more',
  )
  expect(text).toContain(
    'People (1)\n- jo@acme.example; Administrator; pending; first seen 20 Nov 2026, 00:00:00 UTC',
  )
  expect(text).toContain('Open problems\n- Domain pending: a b; day 5 of 28; since 26 Nov 2026, 00:00:00 UTC')
  expect(text).toContain('Plans: could not be read')
  expect(text).toContain('As of 30 Nov 2026, 12:00:00 UTC')
})

it('holds nothing of notes', () => {
  expect(ticketText(told, now)).not.toContain('SECRET')
})

it('tells what was done here once, though Cloudflare’s log has it too', () => {
  const ours = [
    {
      ...{
        id: '1',
        at: '2026-11-30T10:00:00Z',
        person: 'Ada',
        action: 'zone.add',
        account: null,
        durationMs: 1,
      },
      target: { id: null, name: null, type: null },
      result: 'succeeded' as const,
    },
  ]
  const line = (id: string, at: string, kind: 'here' | 'outside' | null) => ({
    ...{
      id,
      at,
      description: `Did ${id}`,
      action: null,
      result: 'success',
      product: null,
      resourceType: null,
    },
    ...{
      resourceId: null,
      zone: null,
      actor: { email: 'x@acme.example', tokenName: null, id: null, type: null },
    },
    origin: kind && { kind, words: '', email: null, eventId: null },
  })
  const changes = changesOf('/accounts/a', { 'zone.add': 'Add zone' }, ours, [
    line('mine', '2026-11-30T10:00:01Z', 'here'),
    line('other', '2026-11-30T11:00:00Z', null),
    line('older', '2026-11-29T11:00:00Z', 'outside'),
  ])
  expect(changes.map(({ what, by }) => [what, by])).toEqual([
    ['Did other', 'cloudflare'],
    ['Add zone', 'here'],
    ['Did older', 'cloudflare'],
  ])
})
