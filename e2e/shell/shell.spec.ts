import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { Role } from '../../lib/auth/permissions'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'
import { SERVER_LOG } from '../support/env'

const main = (page: Page) => page.getByRole('navigation', { name: 'Main' })

test('the console is walked by keyboard alone, from the link that skips to the content', async ({
  page,
  signInAs,
}) => {
  await signInAs('admin')
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()
  // Until the list is there, nothing in the content takes the focus.
  await expect(page.getByLabel('Kind', { exact: true })).toBeVisible()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page.locator('#main')).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.locator('#main :focus')).toHaveCount(1)

  // Anew without the fragment: with it the browser would begin at the content again.
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()
  const accounts = main(page).getByRole('link', { name: 'Managed Accounts' })
  for (let step = 0; step < 4; step++) await page.keyboard.press('Tab')
  await expect(accounts).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Managed Accounts', level: 1 })).toBeVisible()
  await expect(accounts).toHaveAttribute('aria-current', 'page')
  await expect(main(page).getByRole('link', { name: 'Today' })).not.toHaveAttribute('aria-current')
  await expect(page).toHaveTitle('Managed Accounts · Tenantdesk')
})

const SEEN: Record<Role, string[]> = {
  admin: [
    'Today',
    'Managed Accounts',
    'People',
    'Onboarding',
    'Tenant Details',
    'Service Users',
    'Reconcile',
    'Activity',
    'Staff',
    'Settings',
  ],
  operator: [
    'Today',
    'Managed Accounts',
    'People',
    'Onboarding',
    'Tenant Details',
    'Service Users',
    'Reconcile',
    'Settings',
  ],
  support: [
    'Today',
    'Managed Accounts',
    'People',
    'Onboarding',
    'Tenant Details',
    'Service Users',
    'Reconcile',
    'Settings',
  ],
  auditor: [
    'Today',
    'Managed Accounts',
    'People',
    'Onboarding',
    'Tenant Details',
    'Service Users',
    'Reconcile',
    'Activity',
    'Settings',
  ],
}
for (const [role, seen] of Object.entries(SEEN) as [Role, string[]][])
  test(`${role} sees in the navigation what the role may open, and all of it opens`, async ({
    page,
    signInAs,
  }) => {
    await signInAs(role)
    await page.goto('/')
    // Beside Today stands how much there is to do.
    await expect(main(page).getByRole('link')).toHaveText(seen.map((name) => new RegExp(`^${name}`)))
    for (const name of seen.slice(1)) {
      await main(page).getByRole('link', { name }).click()
      await expect(main(page).getByRole('link', { name })).toHaveAttribute('aria-current', 'page')
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.getByText('Your role does not allow this')).toHaveCount(0)
    }
  })

test('a page that is not for a role says so, with the navigation around it', async ({ page, signInAs }) => {
  await signInAs('support')
  const answer = await page.goto('/staff')
  expect(answer!.status()).toBe(403)
  await expect(page.getByRole('heading', { name: 'Your role does not allow this' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Go to Today' }).click()
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()
})

test('an address that leads nowhere says so', async ({ page, signInAs }) => {
  await signInAs('support')
  const nowhere = await page.goto('/no/such/page')
  expect(nowhere!.status()).toBe(404)
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Go to Today' }).click()
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()

  const foreign = await page.goto(`/accounts/${SEED.accounts.outside[0]}`)
  expect(foreign!.status()).toBe(404)
  await expect(page.getByRole('heading', { name: 'No such account', level: 1 })).toBeVisible()
})

test('on a telephone the navigation is a drawer that keeps and returns the focus', async ({
  page,
  signInAs,
}) => {
  await signInAs('operator')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()
  await expect(main(page)).toBeHidden()
  await expectNoSidewaysScroll(page)
  const open = page.getByRole('button', { name: 'Open navigation' })
  await open.click()
  const drawer = page.getByRole('dialog', { name: 'Navigation' })
  await expect(drawer).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(open).toBeFocused()

  await open.click()
  await page.mouse.click(380, 400)
  await expect(drawer).toBeHidden()

  await open.click()
  await drawer.getByRole('link', { name: 'Service Users' }).click()
  await expect(page.getByRole('heading', { name: 'Service Users', level: 1 })).toBeVisible()
  await expect(drawer).toBeHidden()
  await expectNoSidewaysScroll(page)
})

test('the chosen theme is there at once and after a reload, for the sign-in page too', async ({
  page,
  context,
  signInAs,
}) => {
  await signInAs('support')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/')
  const shade = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await shade()
  await page.getByRole('button', { name: 'Theme' }).click()
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  await expect(page.locator('html')).toHaveAttribute('data-mode', 'dark')
  expect(await shade()).not.toBe(light)
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-mode', 'dark')
  expect(await shade()).not.toBe(light)
  await page.getByRole('button', { name: 'Theme' }).click()
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
  await expectAccessible(page)

  await context.clearCookies({ name: 'tenantdesk-session' })
  await page.goto('/sign-in')
  await expect(page.locator('html')).toHaveAttribute('data-mode', 'dark')
  await expectAccessible(page)
})

test('every page says that this is the sandbox', async ({ page, signInAs }) => {
  await signInAs('support')
  for (const path of ['/', '/settings', `/accounts/${SEED.accounts.plain}`]) {
    await page.goto(path)
    await expect(page.getByRole('banner')).toContainText('Sandbox — nothing here reaches Cloudflare')
  }
})

test('the menu says who is signed in, and signing out ends it', async ({ page, signInAs }) => {
  const person = await signInAs('auditor', 'Ines Falk')
  await page.goto('/')
  await page.getByRole('button', { name: 'Your account' }).click()
  const menu = page.getByRole('group', { name: 'Your account' })
  await expect(menu).toContainText('Ines Falk')
  await expect(menu).toContainText(person.email)
  await expect(menu).toContainText('auditor')
  await page.keyboard.press('Escape')
  await expect(menu).toBeHidden()
  await page.getByRole('button', { name: 'Your account' }).click()
  await menu.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page).toHaveURL(/\/sign-in$/)
  await page.goto('/accounts')
  await expect(page).toHaveURL(/\/sign-in\?next=%2Faccounts$/)
})

test('a page that breaks shows the id under which the log has the fault', async ({
  page,
  database,
  signInAs,
}) => {
  const { id } = await signInAs('admin')
  await database.query('ALTER TABLE password_link RENAME TO password_link_away')
  try {
    await page.goto(`/staff/${id}`)
    await expect(page.getByRole('heading', { name: 'This page could not be shown' })).toBeVisible()
    const shown = await page.getByText(/^Error ID/).innerText()
    const errorId = shown.replace('Error ID', '').trim()
    expect(errorId).toMatch(/^\S+$/)
    await expect(main(page)).toBeVisible()
    await expect(async () => {
      const lines = readFileSync(SERVER_LOG, 'utf8').split('\n')
      const fault = lines.find((line) => line.includes(`"errorId":"${errorId}"`))
      expect(JSON.parse(fault!)).toMatchObject({ msg: 'page fault', method: 'GET' })
    }).toPass()
  } finally {
    await database.query('ALTER TABLE password_link_away RENAME TO password_link')
  }
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByRole('heading', { name: 'Admin Tester', level: 1 })).toBeVisible()
})
