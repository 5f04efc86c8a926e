import type { Page } from '@playwright/test'
import { expect, expectAccessible, SEED, test } from '../support/test'

test('a link that is followed while a search is still typed is not called back', async ({
  page,
  signInAs,
}) => {
  await signInAs('support')
  await page.clock.install()
  await page.goto('/accounts')
  await expect(page.getByText(/^1–20 of/)).toBeVisible()
  // The next page keeps its reader waiting for longer than the search does.
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  await page.route(/\/service-users/, async (route) => {
    await arrived
    await route.continue()
  })
  await page.getByRole('searchbox', { name: 'Filter by name' }).fill('delta')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Service Users' }).click()
  await page.clock.runFor(1000)
  arrive()
  await expect(page.getByRole('heading', { name: 'Service Users', level: 1 })).toBeVisible()
  await page.clock.runFor(1000)
  await expect(page).toHaveURL('/service-users')
})

async function newKey(page: Page) {
  await page.goto(`/service-users/new?account=${SEED.accounts.plain}`)
  await page.getByLabel('Email').fill('leaving@partner.example')
  await page.getByRole('button', { name: 'Create Service User' }).click()
  const field = page.getByRole('textbox', { name: 'API key' })
  await expect(field).toHaveValue(/^cfk_/)
  return field
}

test('a key that is not saved is not left by accident', async ({ page, signInAs }) => {
  await signInAs('operator')
  const field = await newKey(page)
  const key = await field.inputValue()
  const away = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Managed Accounts' })
  await away.click()
  const question = page.getByRole('alertdialog', { name: 'Leave without saving it?' })
  await expect(question).toBeVisible()
  await expectAccessible(page)
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(question).toBeHidden()
  await expect(field).toHaveValue(key)

  const asked = page.waitForEvent('dialog')
  await page.evaluate(() => setTimeout(() => location.reload()))
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  await expect(field).toHaveValue(key)

  await away.click()
  await question.getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByRole('heading', { name: 'Managed Accounts', level: 1 })).toBeVisible()
  expect(await page.content()).not.toContain(key)
})

test('the browser’s way back asks too', async ({ page, signInAs }) => {
  await signInAs('operator')
  await page.goto(`/accounts/${SEED.accounts.plain}/members`)
  await page.getByRole('link', { name: 'Create Service User' }).click()
  await page.getByLabel('Email').fill('back@partner.example')
  await page.getByRole('button', { name: 'Create Service User' }).click()
  const field = page.getByRole('textbox', { name: 'API key' })
  await expect(field).toHaveValue(/^cfk_/)
  await page.evaluate(() => history.back())
  const question = page.getByRole('alertdialog', { name: 'Leave without saving it?' })
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(question).toBeHidden()
  await expect(field).toHaveValue(/^cfk_/)
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await page.evaluate(() => history.back())
  await expect(page).toHaveURL(/\/members$/)
})

test('a page that waits for a key is not left before the key is there', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(`/service-users/new?account=${SEED.accounts.plain}`)
  await page.getByLabel('Email').fill('waiting@partner.example')
  await sandbox.fail({ method: 'POST', path: '^/users$', kind: 'slow', ms: 4_000 })
  await page.getByRole('button', { name: 'Create Service User' }).click()
  await expect.poll(() => sandbox.calls('POST', /^\/users$/)).toHaveLength(1)

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Managed Accounts' }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('The API key comes with it')
  const asked = page.waitForEvent('dialog')
  await page.evaluate(() => setTimeout(() => location.reload()))
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()

  await expect(page.getByRole('textbox', { name: 'API key' })).toHaveValue(/^cfk_/)
  expect(await sandbox.calls('POST', /^\/users$/)).toHaveLength(1)
})

test('a key that is said to be saved may be left', async ({ page, signInAs }) => {
  await signInAs('operator')
  await newKey(page)
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Managed Accounts' }).click()
  await expect(page.getByRole('heading', { name: 'Managed Accounts', level: 1 })).toBeVisible()
})

test('a new one-time link has the focus, and asks before it is left', async ({ page, signInAs }) => {
  const { id } = await signInAs('admin')
  await page.goto(`/staff/${id}`)
  await page.getByRole('button', { name: 'New link' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Make link' }).click()
  const link = page.getByRole('textbox', { name: 'One-time link' })
  await expect(page.getByRole('alertdialog')).toBeHidden()
  await expect(link).toBeFocused()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Today' }).click()
  await page
    .getByRole('alertdialog', { name: 'Leave without saving it?' })
    .getByRole('button', { name: 'Leave' })
    .click()
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()
})
