import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'
import { ADMIN, DATA_DIR } from '../support/env'

const REFUSED = 'The email address or password is wrong.'

async function signIn(page: Page, email: string, password: string) {
  await page.getByLabel('Email', { exact: true }).fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('signing in leads back to the page that was asked for', async ({ page }) => {
  await page.goto('/accounts?direction=desc')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await signIn(page, ` ${ADMIN.email.toUpperCase()} `, ADMIN.password)
  await expect(page).toHaveURL('/accounts?direction=desc')
  await page.goto('/sign-in?next=/staff')
  await expect(page, 'who is signed in goes straight on').toHaveURL('/staff')
})

test('a session that ends under a form costs nothing of it', async ({ page, database, signInAs }) => {
  const { sessionId } = await signInAs('operator')
  await page.goto(`/accounts/${SEED.accounts.empty}/zones/new`)
  await page.getByLabel('Domain name').fill('still-here.com')
  await database.query('UPDATE staff_session SET ended_at = now() WHERE id = $1', [sessionId])
  await page.getByRole('button', { name: 'Add zone' }).click()
  const alert = page.getByRole('alert').filter({ hasText: 'You are signed out' })
  const opened = page.waitForEvent('popup')
  await alert.getByRole('link', { name: 'Sign in in a new tab' }).click()
  const tab = await opened
  await signIn(tab, ADMIN.email, ADMIN.password)
  await expect(tab).toHaveURL('/')
  await page.getByRole('button', { name: 'Add zone' }).click()
  await expect(page.getByRole('heading', { name: 'still-here.com' })).toBeVisible()
})

test('a form is as it was after signing in again, and empty for anybody else', async ({
  page,
  database,
  signInAs,
}) => {
  const form = `/accounts/${SEED.accounts.empty}/zones/new`
  const name = page.getByLabel('Domain name')
  await page.goto(form)
  await signIn(page, ADMIN.email, ADMIN.password)
  await name.fill('half-typed.example')
  const kept = () => page.evaluate(() => Object.entries(sessionStorage).join())
  await expect.poll(kept).toContain('tenantdesk:draft:')
  expect(await kept(), 'sealed').not.toContain('half-typed')
  await database.query(
    `UPDATE staff_session SET last_seen_at = now() - interval '3 hours'
     WHERE staff_id = (SELECT id FROM staff WHERE email = $1)`,
    [ADMIN.email],
  )
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await signIn(page, ADMIN.email, ADMIN.password)
  await expect(name).toHaveValue('half-typed.example')

  await signInAs('operator')
  await page.reload()
  await expect.poll(kept).not.toContain('tenantdesk:draft:')
  await expect(name).toHaveValue('')
})

test('what was typed leaves the browser when its session is ended, and every tab at sign-out', async ({
  page,
  context,
  database,
  signInAs,
}) => {
  const kept = (tab: Page) => tab.evaluate(() => Object.keys(sessionStorage).join())
  const form = `/accounts/${SEED.accounts.empty}/zones/new`
  const name = (tab: Page) => tab.getByLabel('Domain name')
  const { sessionId } = await signInAs('operator')
  await page.goto(form)
  await name(page).fill('half-typed.example')
  await expect.poll(() => kept(page)).toContain('tenantdesk:draft:')
  await database.query('UPDATE staff_session SET ended_at = now() WHERE id = $1', [sessionId])
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect.poll(() => kept(page)).not.toContain('tenantdesk:draft:')

  await signInAs('operator')
  await page.goto(form)
  await name(page).fill('half-typed.example')
  await expect.poll(() => kept(page)).toContain('tenantdesk:draft:')
  const other = await context.newPage()
  await other.goto('/settings')
  await other.getByRole('button', { name: 'Your account' }).click()
  await other.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(other).toHaveURL('/sign-in')
  await expect.poll(() => kept(page)).not.toContain('tenantdesk:draft:')
})

test('a link to the sign-in page cannot lead to another site', async ({ page, baseURL }) => {
  await page.goto('/sign-in?next=//evil.example/accounts')
  await signIn(page, ADMIN.email, ADMIN.password)
  await expect(page).toHaveURL(`${baseURL}/`)
})

test('a refusal says the same whatever the reason, and keeps the address', async ({ page }) => {
  await page.goto('/sign-in')
  const alert = page.getByRole('alert').filter({ hasText: /./ })
  for (const [email, password] of [
    ['nobody@example.com', ADMIN.password],
    [ADMIN.email, 'a wrong password'],
  ] as const) {
    await signIn(page, email, password)
    await expect(alert).toHaveText(REFUSED)
    await expect(page.getByLabel('Email', { exact: true })).toHaveValue(email)
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('')
    await expect(page).toHaveURL('/sign-in')
  }
})

test('a fault of ours is not called a wrong password', async ({ page, baseURL }) => {
  await page.route('**/api/auth/callback/credentials', (route) =>
    route.fulfill({ status: 401, json: { url: `${baseURL}/api/auth/error?error=unavailable` } }),
  )
  await page.goto('/sign-in')
  await signIn(page, ADMIN.email, ADMIN.password)
  await expect(page.getByRole('alert').filter({ hasText: /./ })).toHaveText(
    'Signing in does not work at the moment. Try again in a moment.',
  )
})

test('whoever guesses too often is told when to try again', async ({ page }) => {
  await page.goto('/sign-in')
  const csrf = (await (await page.request.get('/api/auth/csrf')).json()) as { csrfToken: string }
  for (let guess = 0; guess < 8; guess++)
    await page.request.post('/api/auth/callback/credentials', {
      form: { ...csrf, email: 'somebody@example.com', password: `guess ${guess}`, json: 'true' },
    })
  await signIn(page, 'somebody@example.com', 'one more')
  await expect(page.getByRole('alert').filter({ hasText: /./ })).toHaveText(
    /^Too many attempts\.Try again at \d\d:\d\d:\d\d UTC, in (\d+ min )?\d+ s\.$/,
  )
})

test('a generated password is changed before anything opens, and its file goes', async ({
  page,
  database,
}) => {
  const email = `first-${Date.now()}@example.com`
  const file = path.join(DATA_DIR, 'admin-password')
  writeFileSync(file, `${email}\n${ADMIN.password}\n`)
  await database.query(
    `INSERT INTO staff (id, email, name, role, password_hash, must_change_password)
     SELECT gen_random_uuid(), $1, 'First Tester', 'admin', password_hash, true FROM staff WHERE email = $2`,
    [email, ADMIN.email],
  )
  await page.goto('/accounts')
  await signIn(page, email, ADMIN.password)
  await expect(page.getByRole('heading', { name: 'Choose your password' })).toBeVisible()
  await page.goto('/staff')
  await expect(page).toHaveURL('/first-password')
  await expectAccessible(page)
  await page.getByLabel('Current password').fill(ADMIN.password)
  await page.getByLabel('New password', { exact: true }).fill('seven brass kettles')
  await page.getByLabel('Repeat new password').fill('seven brass kettles')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible()
  expect(existsSync(file)).toBe(false)
  // Other tests count the administrators who can sign in.
  await database.query('UPDATE staff SET password_hash = NULL WHERE email = $1', [email])
})

test('signing out ends the session, and the way back shows nothing', async ({ page, context, signInAs }) => {
  await signInAs('support')
  await page.goto('/settings/roles')
  await page.goto('/settings')
  const stolen = await context.cookies()
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page).toHaveURL('/sign-in')
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await context.addCookies(stolen)
  await page.goto('/settings')
  await expect(page, 'a copy of the cookie is worth nothing').toHaveURL(/\/sign-in/)
})

test('next-auth’s own way out ends the session too', async ({ page, database, signInAs }) => {
  const { sessionId } = await signInAs('support')
  const csrf = (await (await page.request.get('/api/auth/csrf')).json()) as { csrfToken: string }
  await page.request.post('/api/auth/signout', { form: { ...csrf, json: 'true' } })
  const { rows } = await database.query('SELECT ended_at FROM staff_session WHERE id = $1', [sessionId])
  expect(rows[0].ended_at).not.toBeNull()
})

test('the sign-in page is usable by keyboard, by screen reader and on a telephone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/sign-in')
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await expect(page.getByLabel('Email', { exact: true })).toBeFocused()
  await page.keyboard.type(ADMIN.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type('a wrong password')
  await page.keyboard.press('Enter')
  await expect(page.getByText(REFUSED)).toBeVisible()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page)
})
