import { expect, test } from 'vitest'
import { checkPassword } from '@/lib/auth/password'
import pg from 'pg'
import { createFirstAdmin } from './first-admin'

const url = process.env.DATABASE_URL!

test('the first administrator is made once, is told of an easy password, can sign in, and is on record', async () => {
  const made = await createFirstAdmin(url, 'ada@example.com', 'password1234')
  expect(made).toEqual({
    email: 'ada@example.com',
    password: 'password1234',
    fault: 'This password is too common or too easy to guess.',
  })
  expect(await createFirstAdmin(url, 'eve@example.com')).toBeNull()

  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows: staff } = await client.query('select email, role, password_hash from staff')
  const { rows: audit } = await client.query(`select action, phase, "after"::text from audit_event`)
  await client.end()

  expect(staff).toMatchObject([{ email: 'ada@example.com', role: 'admin' }])
  expect(staff[0].password_hash).toMatch(/^\$argon2id\$/)
  expect(await checkPassword(staff[0].password_hash, 'password1234')).toBe(true)
  expect(audit).toMatchObject([{ action: 'staff.add', phase: 'succeeded' }])
  expect(audit[0].after).not.toContain('argon2')
})
