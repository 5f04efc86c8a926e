import { beforeEach, expect, it, vi } from 'vitest'
import { db } from '@/lib/db/client'
import { putTerms, type Term } from '@/lib/directory/terms'
import { staff } from '@/scripts/vitest/person'
import { emptyTables } from '@/scripts/vitest/owner'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { find } = await import('./queries')

const found = async (query: string) =>
  (await find(query, {})).results.map(({ kind, title, why }) => `${kind} ${title} (${why})`)

beforeEach(async () => {
  staff.role = 'support'
  await emptyTables()
})

it('finds accounts by name', async () => {
  await given({ 'Orchard Jewellers': {}, 'The Orchard': {}, Orchard: {}, Blackorchard: {} })
  expect(await found('orchard')).toEqual([
    'account Orchard (Name)',
    'account Orchard Jewellers (Beginning of the name)',
    'account The Orchard (Word of the name)',
    'account Blackorchard (Part of the name)',
  ])
})

type Given = { id?: string; zones?: string[]; members?: string[]; gone?: boolean }
let counter = 0
const hex = () => (++counter).toString(16).padStart(32, '0')

async function given(accounts: Record<string, Given>): Promise<void> {
  const terms: Term[] = []
  const seenAt = new Date()
  for (const [name, { id = hex(), zones = [], members = [], gone }] of Object.entries(accounts)) {
    await db().directoryAccount.create({
      data: {
        id,
        name,
        tenantId: 't1',
        sortName: name.toLowerCase(),
        seenAt,
        readAt: seenAt,
        goneAt: gone ? seenAt : null,
      },
    })
    terms.push({ kind: 'account', subjectId: id, accountId: id, text: name })
    for (const zone of zones) {
      const subjectId = hex()
      await db().directoryZone.create({ data: { id: subjectId, accountId: id, name: zone, seenAt } })
      terms.push({ kind: 'zone', subjectId, accountId: id, text: zone })
    }
    for (const email of members) {
      const subjectId = hex()
      const data = { id: subjectId, accountId: id, email, seenAt, roles: [], policies: [] }
      await db().directoryMember.create({ data })
      terms.push({ kind: 'member', subjectId, accountId: id, text: email })
    }
  }
  await putTerms(db(), terms)
}
