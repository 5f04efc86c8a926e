import { expect, it } from 'vitest'
import type { Sheet, SheetZone } from '@/lib/onboarding/run-schema'
import { sheetText, todos } from './sheet-text'

const zone = (values: Partial<SheetZone>): SheetZone => ({
  name: 'anvil.example',
  unicode: null,
  type: 'full',
  status: 'pending',
  nameServers: ['ada.ns.example', 'bob.ns.example'],
  verificationKey: null,
  plan: 'Free',
  frequency: null,
  price: null,
  deletedOn: '2026-12-28T10:00:00.000Z',
  ...values,
})
const sheet = (values: Partial<Sheet>): Sheet => ({
  account: { id: 'a1', name: 'Anvil Ltd', unit: 'Resale › North' },
  at: '2026-11-30T10:00:00.000Z',
  people: [{ email: 'ada@anvil.example', status: 'pending' }],
  hidden: null,
  zones: [zone({})],
  subscriptions: ['TEAMS_FREE'],
  serviceUser: true,
  problems: [],
  ...values,
})

it('says all that the customer needs as plain text', () => {
  expect(sheetText(sheet({ problems: ['bob@anvil.example is not a member.'] }))).toBe(`Anvil Ltd
Cloudflare account a1
Tenant unit Resale › North

People
- ada@anvil.example, invited

Domains
- anvil.example
  State: Pending
  Plan: Free
  Name servers: ada.ns.example, bob.ns.example
  Cloudflare deletes it on 28 December 2026 unless it is active by then

Subscriptions
- TEAMS_FREE

Service user
- Made; its API key is handed over separately.

To do now
- Everybody who is invited opens Cloudflare’s email and accepts the invitation.
- anvil.example: at the registrar, remove DS records (DNSSEC) if there are any, then replace all name servers by ada.ns.example and bob.ns.example. Until 28 December 2026: then Cloudflare deletes the domain if it is not active.

Still missing
- bob@anvil.example is not a member.
`)
})

it('asks for what each kind of zone needs, and for nothing of one that is active', () => {
  expect(
    todos(
      sheet({
        people: [{ email: 'ada@anvil.example', status: 'accepted' }],
        zones: [
          zone({ status: 'active', deletedOn: null }),
          zone({
            name: 'part.example',
            type: 'partial',
            nameServers: [],
            verificationKey: '1-2',
            deletedOn: null,
          }),
          zone({ name: 'inside.example', type: 'internal', nameServers: [] }),
          // Its name servers are others once it is added again.
          zone({ name: 'late.example', status: 'deleted', deletedOn: null }),
        ],
      }),
    ),
  ).toEqual([
    'part.example: add a TXT record named cloudflare-verify.part.example with the content 1-2.',
    'late.example: it was not active in time, and is not at Cloudflare any more. Ask us to add it again.',
  ])
})

it('counts people whose addresses are not shown', () => {
  expect(sheetText(sheet({ hidden: 'removed', people: [{ email: null, status: null }] }))).toContain(
    '- 1 person (the addresses were removed thirty days after the run ended)',
  )
})
