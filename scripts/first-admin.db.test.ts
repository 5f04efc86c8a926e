import { expect, test } from 'vitest'
import { checkPassword } from '@/lib/auth/password'
import pg from 'pg'
import { createFirstAdmin, firstPasswordStands } from './first-admin'

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
  const { rows: staff } = await client.query(
    'select email, role, password_hash, must_change_password from staff',
  )
  const { rows: audit } = await client.query(`select action, phase, "after"::text from audit_event`)
  await client.end()

  expect(staff).toMatchObject([{ email: 'ada@example.com', role: 'admin', must_change_password: false }])
  expect(staff[0].password_hash).toMatch(/^\$argon2id\$/)
  expect(await checkPassword(staff[0].password_hash, 'password1234')).toBe(true)
  expect(audit).toMatchObject([{ action: 'staff.add', phase: 'succeeded' }])
  expect(audit[0].after).not.toContain('argon2')
})

test('a file of the first password counts while that password stands, which must then be changed', async () => {
  const said = { email: 'ada@example.com', password: 'password1234' }
  expect(await firstPasswordStands(url, { ...said, password: 'another' })).toBe(false)
  expect(await firstPasswordStands(url, { ...said, email: 'nobody@example.com' })).toBe(false)
  expect(await firstPasswordStands(url, said)).toBe(true)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query('select must_change_password from staff')
  await client.end()
  expect(rows).toEqual([{ must_change_password: true }])
})
