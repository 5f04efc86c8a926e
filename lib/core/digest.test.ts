import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const values = { businessName: 'Orchard Ltd', businessPhone: '' }
let secret = 'a'.repeat(32)
vi.mock('@/lib/env', () => ({ env: () => ({ NEXTAUTH_SECRET: secret }) }))
const { comparedBy, digestsOf } = await import('./digest')

beforeEach(() => void (secret = 'a'.repeat(32)))
afterEach(() => vi.restoreAllMocks())

it('tells each value again, and holds none of them', () => {
  const kept = digestsOf(values, 'operation')
  expect(JSON.stringify(kept)).not.toContain('Orchard')
  expect(comparedBy(kept, values, 'operation')).toEqual({
    same: ['businessName', 'businessPhone'],
    other: [],
  })
  expect(comparedBy(kept, { ...values, businessPhone: '+44' }, 'operation')).toEqual({
    same: ['businessName'],
    other: ['businessPhone'],
  })
})

it('reads otherwise for another operation and another field', () => {
  expect(digestsOf(values, 'one').of).not.toEqual(digestsOf(values, 'two').of)
  const { a, b } = digestsOf({ a: 'same', b: 'same' }, 'one').of
  expect(a).not.toBe(b)
})

it('cannot be compared once the secret was changed', () => {
  const kept = digestsOf(values, 'operation')
  secret = 'b'.repeat(32)
  expect(comparedBy(kept, values, 'operation')).toBeNull()
})
