import { randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../support/test'

test('everybody sees who they are, what roles may do, and how this is set up', async ({
  page,
  signInAs,
  database,
}) => {
  const { email } = await signInAs('auditor')
  await page.goto('/settings')
  await expect(page.getByRole('region', { name: 'Profile' })).toContainText(email)
  await expect(page.getByRole('table', { name: 'Sessions' })).toContainText('This one')

  await page.getByRole('link', { name: 'Roles' }).click()
  const exports = page.getByRole('row').filter({ hasText: 'Export activity.' })
  await expect(exports.getByRole('cell')).toHaveCount(4)
  await expect(exports.getByRole('img', { name: 'Yes' })).toHaveCount(2)

  await page.getByRole('link', { name: 'Installation' }).click()
  await expect(page.getByText(/^Tenantdesk \d/)).toBeVisible()
  await expect(page.getByText(/^PostgreSQL \d/)).toBeVisible()
  const engine = page.getByRole('region', { name: 'Engine' })
  await expect(engine).toContainText(/Processes alive\s*Working\s*1, started/)
  await expect(engine).toContainText(/Oldest waiting run\s*None/)
  const run = randomUUID()
  await database.query(
    `INSERT INTO onboarding_run (id, operation_id, title, unit_id, started_by, started_by_email, updated_at)
     VALUES ($1, $1, 'Harbour Lane Books', 'unit', $1, 'robin@halyard.example', now())`,
    [run],
  )
  await page.reload()
  await expect(engine.getByRole('link', { name: 'Harbour Lane Books' })).toHaveAttribute(
    'href',
    `/onboarding/runs/${run}`,
  )
  await expectAccessible(page)
  await database.query('DELETE FROM onboarding_run WHERE id = $1', [run])
  await expect(page.getByRole('button', { name: 'Reset sandbox' })).toBeHidden()
})

test('one’s own other session is ended from the profile', async ({ page, signInAs, database, another }) => {
  const person = await signInAs('support')
  const other = await another('support')
  await database.query('UPDATE staff_session SET staff_id = $1 WHERE id = $2', [person.id, other.sessionId])
  await page.goto('/settings')
  const row = page
    .getByRole('row')
    .filter({ hasNotText: 'This one' })
    .filter({ has: page.getByRole('button', { name: /^End session/ }) })
  await row.getByRole('button', { name: 'End session' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByRole('button', { name: 'End session' }).click()
  // Behind the dialog nothing can be reached by role, the row neither.
  await expect(dialog).toBeHidden()
  await expect(row).toBeHidden()
  await other.page.goto('/settings')
  await expect(other.page).toHaveURL(/sign-in/)
})

test('the own password is changed with the present one, and signs in from then on', async ({
  page,
  signInAs,
  database,
}) => {
  const person = await signInAs('support')
  const old = 'quiet otter under lamp'
  await database.query('UPDATE staff SET password_hash = $1 WHERE id = $2', [await hash(old), person.id])
  const change = async (present: string) => {
    await page.getByLabel('Current password').fill(present)
    await page.getByLabel('New password', { exact: true }).fill('seven brass kettles')
    await page.getByLabel('Repeat new password').fill('seven brass kettles')
    await page.getByRole('button', { name: 'Change password' }).click()
  }
  await page.goto('/settings')
  await change('not it at all')
  await expect(page.getByText('This is not your current password.')).toBeVisible()
  // Once the field is corrected, its fault does not turn up elsewhere.
  await page.getByLabel('Current password').fill('another')
  await expect(page.getByText('This is not your current password.')).toHaveCount(0)
  await expect(page.getByText('The password was not changed')).toHaveCount(0)
  await change(old)
  await expect(page.getByText('Password changed')).toBeVisible()

  await page.context().clearCookies()
  await page.goto('/sign-in?next=/settings')
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password').fill('seven brass kettles')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/settings')
})

test('an administrator resets the sandbox; our notes about its accounts go, the audit stays', async ({
  page,
  signInAs,
  sandbox,
  database,
}) => {
  const { id } = await signInAs('admin')
  const before = await sandbox.state()
  const [first] = before.accounts
  await sandbox.call('DELETE', `/accounts/${first!.id}`)
  expect(await sandbox.account(first!.id)).toBeUndefined()
  await database.query(
    `INSERT INTO account_note (account_id, description, updated_at) VALUES ($1, 'A ghost', now())`,
    [first!.id],
  )

  await page.goto('/settings/installation')
  await page.getByRole('button', { name: 'Reset sandbox' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Reset sandbox' }), 'the focus comes back').toBeFocused()
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Reset sandbox' }).click()
  await expect(page.getByText('The sandbox was reset')).toBeVisible()

  expect(await sandbox.account(first!.id)).toBeDefined()
  expect((await database.query('SELECT * FROM account_note')).rows).toEqual([])
  const { rows } = await database.query(
    'SELECT action, phase FROM audit_event WHERE actor_id = $1 ORDER BY seq',
    [id],
  )
  expect(rows).toEqual([
    { action: 'sandbox.reset', phase: 'attempted' },
    { action: 'sandbox.reset', phase: 'succeeded' },
  ])
})

for (const path of ['/settings', '/settings/roles', '/settings/installation'])
  test(`${path} is accessible and fits a telephone, in light and dark`, async ({ page, signInAs }) => {
    await signInAs('admin')
    await page.goto(path)
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  })
