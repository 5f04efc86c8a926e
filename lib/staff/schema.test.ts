import { expect, test } from 'vitest'
import { passwordFault } from './password-rules'
import { AddPerson, ChangePassword, returnPath, SetPassword } from './schema'

const ADA = { name: 'Ada Lovelace', email: 'ada.l@example.com' }

test.each([
  'password1234',
  'Password123!',
  'qwerty123456',
  '123456789012',
  'aaaaaaaaaaaa',
  'iloveyou1234',
  'P@ssw0rd1234',
  'tenantdesk2026',
  'x'.repeat(200),
])('“%s” is refused as too easy to guess', async (password) => {
  expect(await passwordFault(password, ADA)).toMatch(/too common or too easy/)
})

test.each(['Ada Lovelace rules', 'my-ADALOVELACE-pass', 'ada.l@example.com', '99 ada.l balloons'])(
  '“%s” is refused for holding the name or the address',
  async (password) => {
    expect(await passwordFault(password, ADA)).toMatch(/name or email/)
  },
)

test.each(['quiet otter under lamp', 'Zebra-Quartz-41', 'ünïcode pässwörter 🦦', 'correct horse battery'])(
  '“%s” is good',
  async (password) => {
    expect(await passwordFault(password, ADA)).toBeNull()
  },
)

test('a very short name forbids nothing', async () => {
  expect(await passwordFault('always quiet otters', { name: 'Al', email: 'al@example.com' })).toBeNull()
})

test('a password has 12 to 200 characters, spaces included, and is typed twice', () => {
  const fields = (password: string, repeat = password) =>
    SetPassword.safeParse({ token: 't', password, repeat }).error?.issues.map(({ path }) => path[0])
  expect(fields('x'.repeat(11))).toEqual(['password'])
  expect(fields('x'.repeat(12))).toBeUndefined()
  expect(fields('x'.repeat(200))).toBeUndefined()
  expect(fields('x'.repeat(201))).toEqual(['password'])
  expect(fields('  ten and two  ')).toBeUndefined()
  expect(fields('x'.repeat(12), 'x'.repeat(13))).toEqual(['repeat'])
  expect(
    ChangePassword.safeParse({ current: '', password: 'x'.repeat(12), repeat: 'x'.repeat(12) }).success,
  ).toBe(false)
})

test('a new person is normalised', () => {
  expect(AddPerson.parse({ name: ' Ada ', email: ' ADA@Example.COM ', role: 'admin' })).toEqual({
    name: 'Ada',
    email: 'ada@example.com',
    role: 'admin',
  })
  for (const bad of [
    { name: ' ' },
    { email: 'ada' },
    { role: 'owner' },
    { name: 'a\nb' },
    { name: 'x'.repeat(101) },
  ])
    expect(
      AddPerson.safeParse({ name: 'Ada', email: 'ada@example.com', role: 'admin', ...bad }).success,
    ).toBe(false)
})

test.each([
  ['/accounts?page=2&name=a%20b#x', '/accounts?page=2&name=a%20b#x'],
  ['/staff', '/staff'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/\n//evil.example', '/'],
  ['/./\\evil.example', '/'],
  ['/.//evil.example', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['accounts', '/'],
  ['/sign-in?next=/staff', '/'],
  ['/api/auth/signout', '/'],
  ['', '/'],
  [undefined, '/'],
  [['/a', '/b'], '/'],
])('after signing in, %j leads to %s', (next, to) => {
  expect(returnPath(next)).toBe(to)
})
