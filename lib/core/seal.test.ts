import { describe, expect, it, vi } from 'vitest'
import { seal, unseal } from './seal'

const KEY = Buffer.alloc(32, 7)
vi.mock('@/lib/env', () => ({ env: () => ({ DATA_KEY: Buffer.alloc(32, 7).toString('base64') }) }))

describe('what is sealed', () => {
  const customer = { name: 'Müller & Söhne', email: 'jane@example.com' }

  it('comes out as it was, and shows nothing at rest', () => {
    const sealed = seal(customer, 'draft 1')
    expect(Buffer.from(sealed).toString('latin1')).not.toMatch(/jane|ller/)
    expect(unseal(sealed, 'draft 1')).toEqual(customer)
    expect(seal(customer, 'draft 1')).not.toEqual(sealed)
  })

  it('is refused in the place of another, changed, or with another key', () => {
    const sealed = seal(customer, 'draft 1', KEY)
    const changed = Uint8Array.from(sealed)
    changed[changed.length - 1]! ^= 1
    expect(() => unseal(sealed, 'draft 2')).toThrow(/DATA_KEY/)
    expect(() => unseal(changed, 'draft 1')).toThrow(/DATA_KEY/)
    expect(() => unseal(sealed, 'draft 1', Buffer.alloc(32, 8))).toThrow(/DATA_KEY/)
    expect(() => unseal(new Uint8Array(3), 'draft 1')).toThrow(/DATA_KEY/)
  })
})
