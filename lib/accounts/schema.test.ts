import { isTyped } from '@/lib/core/names'
import { expect, it } from 'vitest'
import { AddPerson } from '@/lib/staff/schema'
import { CreateToken } from '@/lib/tokens/schema'
import { AccountDescription, AccountName, Kyc, ListQuery, settingsSince, UpdateAccount } from './schema'

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
  expect(ListQuery.parse({ name: `${'x'.repeat(99)}🌮🌮` }).name).toBe(`${'x'.repeat(99)}🌮`)
  // Neither a search nor the record of an export can hold a NUL.
  expect(ListQuery.parse({ name: '\tacme\0logistics' }).name).toBe('acme logistics')
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

it('refuses texts with a broken character, which nothing can keep', () => {
  for (const text of ['a\uD83D', '\uDE00', 'a\0b']) {
    for (const schema of [AccountName, AccountDescription, Kyc.shape.businessName])
      expect(schema.safeParse(text).success, JSON.stringify(text)).toBe(false)
    for (const schema of [AddPerson, CreateToken]) {
      const paths = schema.safeParse({ name: text }).error!.issues.map(({ path }) => path.join('.'))
      expect(paths, JSON.stringify(text)).toContain('name')
    }
  }
})

it('lets an account keep such a name, and gives none to people or tokens', () => {
  const settings = { abuseContactEmail: '', enforceTwoFactor: false, description: '', kyc: null }
  for (const name of DECEIVING) {
    expect(
      settingsSince({ ...settings, name }).safeParse({ ...settings, name }).success,
      JSON.stringify(name),
    ).toBe(true)
    expect(settingsSince({ ...settings, name: 'Acme' }).safeParse({ ...settings, name }).success).toBe(false)
    for (const schema of [AddPerson, CreateToken]) {
      const paths = schema.safeParse({ name }).error!.issues.map(({ path }) => path.join('.'))
      expect(paths, JSON.stringify(name)).toContain('name')
    }
  }
})

const foreign = {
  name: ' <b>\u202eacme\u200b ',
  abuseContactEmail: 'nobody at home',
  enforceTwoFactor: true,
  description: ' x'.repeat(400),
  kyc: {
    businessName: 'x'.repeat(200),
    businessAddress: 'a\nb',
    businessEmail: 'not-an-email',
    businessPhone: ' 1 ',
    externalMetadata: '\u0007',
  },
}

it('takes settings that break our rules back to the byte, as long as they are what was loaded', () => {
  const values = { ...foreign, description: ' Ours ' }
  expect(settingsSince(foreign).parse(values)).toEqual({ ...foreign, description: 'Ours' })
  expect(UpdateAccount.parse({ ...values, accountId: 'a', loaded: foreign })).toEqual({
    ...foreign,
    description: 'Ours',
    changed: ['description'],
    accountId: 'a',
    loaded: foreign,
  })
})

it('lets what Cloudflare does not tell be as it is, and a profile that could not be read be nothing else', () => {
  const untold = { ...foreign, abuseContactEmail: null, enforceTwoFactor: null, kyc: 'unread' as const }
  const rules = settingsSince(untold)
  expect(rules.parse(untold)).toEqual(untold)
  expect(
    rules.safeParse({ ...untold, abuseContactEmail: 'a@example.com', enforceTwoFactor: true }).success,
  ).toBe(true)
  expect(rules.safeParse({ ...untold, kyc: foreign.kyc }).success).toBe(false)
  expect(settingsSince(foreign).safeParse({ ...foreign, abuseContactEmail: null }).success).toBe(false)
})

it('holds whatever differs from what was loaded to our rules, in the form and in the action', () => {
  const values = {
    ...foreign,
    name: '<i>',
    kyc: { ...foreign.kyc, businessAddress: 'a\nb\nc', businessEmail: 'nor this' },
  }
  const wrong = [
    ['name', 'Account Name cannot contain < or >.'],
    ['kyc.businessAddress', 'Business Address cannot contain line breaks or control characters.'],
    ['kyc.businessEmail', 'Business Email is not an email address.'],
  ]
  for (const found of [
    settingsSince(foreign).safeParse(values),
    UpdateAccount.safeParse({ ...values, accountId: 'a', loaded: foreign }),
    // A profile that was not there when the form was loaded is new in every field.
    settingsSince({ ...foreign, kyc: null }).safeParse({
      ...values,
      kyc: { ...values.kyc, businessName: '' },
    }),
  ])
    expect(found.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual(
      expect.arrayContaining(wrong),
    )
  expect(settingsSince(foreign).safeParse(values).error?.issues).toHaveLength(wrong.length)
})

it('takes no settings of any length, because what is refused is kept in the record too', () => {
  const long = 'x'.repeat(400_000)
  const values = { ...foreign, name: long, accountId: 'a' }
  expect(UpdateAccount.safeParse({ ...values, loaded: { ...foreign, name: long } }).success).toBe(false)
})

it('takes line breaks and tabs in a description and no other control character, which no database keeps', () => {
  expect(AccountDescription.parse('a\n\tb')).toBe('a\n\tb')
  for (const text of ['a\0b', 'a\u001bb', 'a\u0085b'])
    expect(AccountDescription.safeParse(text).success, JSON.stringify(text)).toBe(false)
})
