import type { Page } from '@playwright/test'
import type { Role } from '../../lib/auth/permissions'
import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../support/test'
import { ADMIN } from '../support/env'

const PASSWORD = 'quiet otter under lamp'

/** Presses a button that asks first, and confirms. */
async function confirm(page: Page, button: string, answer = button) {
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: answer, exact: true }).click()
  await expect(page.getByRole('alertdialog')).toBeHidden()
}

async function open(page: Page, name: string) {
  await page.goto('/staff')
  await page.getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

async function setPassword(page: Page, password: string, repeat = password) {
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Repeat password').fill(repeat)
  await page.getByRole('button', { name: 'Set password' }).click()
}

test('a person is added, sets a password by the one-time link, and signs in', async ({
  page,
  signInAs,
  browser,
  baseURL,
}) => {
  const email = `grace-${Date.now()}@example.com`
  const name = `Grace ${Date.now()}`
  await signInAs('admin')
  await page.goto('/staff')
  await page.getByRole('link', { name: 'Add person' }).click()
  await page.getByRole('button', { name: 'Add person' }).click()
  await expect(page.getByText('Enter a name.')).toBeVisible()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Email').fill(email)
  await page.getByRole('radio', { name: 'Operator' }).check()
  await page.getByRole('button', { name: 'Add person' }).click()

  const link = await page.getByLabel('One-time link', { exact: true }).inputValue()
  const done = page.getByRole('button', { name: 'Done' })
  await expect(done).toBeDisabled()
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await done.click()
  await expect(page.getByText('No password yet')).toBeVisible()
  await expect(page.locator('body')).not.toContainText(link)

  const context = await browser.newContext({ baseURL })
  const theirs = await context.newPage()
  await theirs.goto(link)
  await expect(theirs.getByText(email)).toBeVisible()
  await expectAccessible(theirs)
  await setPassword(theirs, PASSWORD, 'something else')
  await expect(theirs.getByText('The two passwords differ.')).toBeVisible()
  await setPassword(theirs, 'password1234')
  await expect(theirs.getByText(/too common or too easy/)).toBeVisible()
  await setPassword(theirs, PASSWORD)
  await expect(theirs.getByText('Your password is set.')).toBeVisible()
  await theirs.getByLabel('Email').fill(email)
  await theirs.getByLabel('Password').fill(PASSWORD)
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await expect(theirs).toHaveURL(`${baseURL}/`)
  await theirs.goto(link)
  await expect(theirs.getByRole('heading', { name: 'This link does not work' })).toBeVisible()

  await page.reload()
  await expect(page.getByText('Active', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: /^End session of / }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'End session' }).click()
  await expect(page.getByText('No open sessions')).toBeVisible()
  await theirs.goto('/accounts')
  await expect(theirs).toHaveURL(/sign-in/)
  await context.close()
})

test('a new link replaces the one before', async ({ page, signInAs, another }) => {
  await signInAs('admin')
  const person = await another('support', `Linked ${Date.now()}`)
  await open(page, person.name)
  const links: string[] = []
  while (links.length < 2) {
    await confirm(page, 'New link', 'Make link')
    links.push(await page.getByLabel('One-time link', { exact: true }).inputValue())
    await page.getByRole('checkbox', { name: 'I have saved it' }).check()
    await page.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByRole('button', { name: 'New link' })).toBeVisible()
  }
  await person.page.goto(links[0]!)
  await expect(person.page.getByRole('heading', { name: 'This link does not work' })).toBeVisible()
  await person.page.goto(links[1]!)
  await expect(person.page.getByRole('heading', { name: 'Set your password' })).toBeVisible()
})

test('a changed role holds from the next click on', async ({ page, signInAs, another }) => {
  await signInAs('admin')
  const person = await another('operator', `Demoted ${Date.now()}`)
  await person.page.goto('/accounts/new')
  await expect(person.page.getByRole('heading', { name: 'Create Account', level: 1 })).toBeVisible()

  await open(page, person.name)
  await page.getByRole('radio', { name: 'Auditor' }).check()
  await confirm(page, 'Change role')
  await expect(page.getByText(`${person.name} is now Auditor`)).toBeVisible()

  await person.page.reload()
  await expect(person.page.getByRole('heading', { name: 'Your role does not allow this' })).toBeVisible()
})

test('a disabled person is out at once, and in again when enabled', async ({
  page,
  signInAs,
  another,
  database,
}) => {
  await signInAs('admin')
  const person = await another('operator', `Disabled ${Date.now()}`)
  await person.page.goto('/settings')
  await open(page, person.name)
  await confirm(page, 'Disable')
  await expect(page.getByRole('button', { name: 'Enable' })).toBeVisible()
  await person.page.goto('/accounts')
  await expect(person.page).toHaveURL(/sign-in/)
  await confirm(page, 'Enable')
  await expect(page.getByRole('button', { name: 'Disable' })).toBeVisible()
  const { rows } = await database.query(
    `SELECT action, after FROM audit_event WHERE target_id = $1 ORDER BY seq`,
    [person.id],
  )
  expect(rows).toMatchObject([
    { action: 'staff.disable', after: { disabled: true, ended: 1 } },
    { action: 'staff.enable', after: { disabled: false } },
  ])
})

test('the last administrator who can sign in can be neither demoted nor disabled', async ({
  page,
  signInAs,
}) => {
  // The one who asks has no password, so the first administrator is the last who can sign in.
  await signInAs('admin')
  await page.goto('/staff')
  await page.getByRole('row').filter({ hasText: ADMIN.email }).getByRole('link').click()
  await page.getByRole('button', { name: 'Disable' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByRole('button', { name: 'Disable' }).click()
  await expect(dialog.getByText(/is the last administrator who can sign in/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('radio', { name: 'Support' }).check()
  await page.getByRole('button', { name: 'Change role' }).click()
  await dialog.getByRole('button', { name: 'Change role' }).click()
  await expect(dialog.getByText(/is the last administrator who can sign in/)).toBeVisible()
})

for (const role of ['operator', 'support', 'auditor'] satisfies Role[])
  test(`${role}: staff is out of reach`, async ({ page, signInAs }) => {
    const { id } = await signInAs(role)
    await page.goto('/settings')
    await expect(page.getByRole('link', { name: 'Staff' })).toBeHidden()
    for (const path of ['/staff', '/staff/new', `/staff/${id}`]) {
      const response = await page.goto(path)
      expect(response!.status(), path).toBe(403)
    }
  })

for (const path of ['/staff', '/staff/new', '/staff/:self'])
  test(`${path} is accessible and fits a telephone, in light and dark`, async ({ page, signInAs }) => {
    const { id } = await signInAs('admin', 'Wilhelmina-Alexandrina von Österreich-Esterházy-Sachsen-Coburg')
    await page.goto(path.replace(':self', id))
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  })

test('a person who is not there is not found', async ({ page, signInAs }) => {
  await signInAs('admin')
  for (const id of ['not-an-id', '00000000-0000-4000-8000-000000000000'])
    expect((await page.goto(`/staff/${id}`))!.status()).toBe(404)
})
