import { expect, it } from 'vitest'
import { AddPerson } from '@/lib/staff/schema'
import { CreateToken } from '@/lib/tokens/schema'
import { AccountName, AccountSettings, isTyped, ListQuery } from './schema'

it('takes an address that makes no sense for the defaults, each parameter by itself', () => {
  const defaults = { name: '', page: 1, size: 20, direction: 'asc' }
  expect(ListQuery.parse({})).toEqual(defaults)
  for (const bad of [
    { page: '-1', size: '7', direction: 'up' },
    { page: 'x', size: '', direction: '' },
    { page: '1.5', size: '1e9', direction: ['asc', 'desc'] },
    { page: '', name: ['a', 'b'] },
  ])
    expect(ListQuery.parse(bad)).toEqual(defaults)
  expect(ListQuery.parse({ name: '  acme ', page: '3', size: '50', direction: 'desc' })).toEqual({
    name: 'acme',
    page: 3,
    size: 50,
    direction: 'desc',
  })
  expect(ListQuery.parse({ name: 'x'.repeat(500) }).name).toHaveLength(100)
})

it('takes a typed name that looks the same for the same, and no other', () => {
  expect(isTyped('Acme  Logistics ', 'Acme Logistics')).toBe(true)
  expect(isTyped('Cafe\u0301', 'Café')).toBe(true)
  expect(isTyped('acme logistics', 'Acme Logistics')).toBe(false)
  expect(isTyped('', 'Acme')).toBe(false)
})

// Nothing to see; or read as "abcexe.png".
const DECEIVING = ['\u200B', '\u3164 \u2800', '\u200D', 'abc\u202Egnp.exe', 'a\u2066b']

it('refuses names that Cloudflare refuses or that deceive the eye', () => {
  for (const name of ['', '   ', '<b>', 'two\nlines', 'x'.repeat(101), ...DECEIVING])
    expect(AccountName.safeParse(name).success, JSON.stringify(name)).toBe(false)
  for (const name of [`O'Brien & Sons "Fine"`, 'مأفيה', '🌮', '👩\u200D🚀', 'می\u200Cخواهم', 'x'.repeat(100)])
    expect(AccountName.safeParse(name).success, name).toBe(true)
})

it('lets an account keep such a name, and gives none to people or tokens', () => {
  const settings = { abuseContactEmail: '', enforceTwoFactor: false, description: '', kyc: null }
  for (const name of DECEIVING) {
    expect(AccountSettings.safeParse({ ...settings, name }).success, JSON.stringify(name)).toBe(true)
    for (const schema of [AddPerson, CreateToken]) {
      const paths = schema.safeParse({ name }).error!.issues.map(({ path }) => path.join('.'))
      expect(paths, JSON.stringify(name)).toContain('name')
    }
  }
})
