import type { Page } from '@playwright/test'
import { expect, SEED, seedZone, test } from './support/test'

const NAME = 'delta-dental-clinics.com'

/** Breaks the connection of what the page sends next: before it arrives, or after it was done. Returns how to mend it. */
async function breakOff(page: Page, when: 'before' | 'after'): Promise<() => Promise<void>> {
  await page.route('**/*', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback()
    if (when === 'after') await route.fetch()
    await route.abort()
  })
  return () => page.unroute('**/*')
}

test('whoever closes a question whose answer was lost sees the page as it then is', async ({
  page,
  signInAs,
}) => {
  await signInAs('admin')
  await page.goto(`/accounts/${SEED.accounts.plain}/zones/${seedZone(NAME)}`)
  await page.getByRole('button', { name: 'Delete zone' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByLabel('Zone name').fill(NAME)
  const mend = await breakOff(page, 'after')
  await dialog.getByRole('button', { name: 'Delete zone' }).click()
  await expect(dialog.getByText('It is not known whether the zone was deleted')).toBeVisible()
  await mend()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText('There is no zone with this ID in the account')).toBeVisible()
})

test('a reveal whose answer was lost shows nothing, says so, and works when tried again', async ({
  page,
  signInAs,
}) => {
  await signInAs('support')
  await page.goto(`/accounts/${SEED.accounts.busy}`)
  const kyc = page.getByRole('region', { name: 'Know-Your-Customer' })
  const mend = await breakOff(page, 'before')
  await kyc.getByRole('button', { name: 'Reveal' }).click()
  await expect(kyc.getByRole('alert')).toContainText('The data was not shown')
  await expect(kyc.getByText('Hidden', { exact: true })).toHaveCount(5)
  await mend()
  await kyc.getByRole('button', { name: 'Reveal' }).click()
  await expect(kyc).toContainText('billing@brightwave-shop.com')
})

test('a wanted subscription whose answer was lost says so, and stays within reach', async ({
  page,
  signInAs,
  database,
}) => {
  await database.query(
    `INSERT INTO wanted_subscription (account_id, rate_plan_id, reason) VALUES ($1, 'TEAMS_ENT', 'Cloudflare was away.')`,
    [SEED.accounts.empty],
  )
  await signInAs('operator')
  await page.goto(`/accounts/${SEED.accounts.empty}`)
  const add = page.getByRole('button', { name: 'Add subscription' })
  const mend = await breakOff(page, 'before')
  await add.click()
  await expect(page.getByText('It is not known whether the subscription was added')).toBeVisible()
  await mend()
  await page.getByRole('button', { name: 'No longer wanted' }).click()
  await expect(add).toHaveCount(0)
})

test('a change to a person whose answer was lost is headed so', async ({ page, signInAs, another }) => {
  await signInAs('admin')
  const person = await another('operator', `Lost ${Date.now()}`)
  await page.goto(`/staff/${person.id}`)
  await page.getByRole('radio', { name: 'Auditor' }).check()
  await page.getByRole('button', { name: 'Change role' }).click()
  const dialog = page.getByRole('alertdialog')
  const mend = await breakOff(page, 'after')
  await dialog.getByRole('button', { name: 'Change role' }).click()
  await expect(dialog.getByText('It is not known whether the role was changed')).toBeVisible()
  await mend()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  // It was: the page reads so, and offers nothing to change.
  await expect(page.getByRole('button', { name: 'Change role' })).toHaveCount(0)
  await expect(page.getByRole('radio', { name: 'Auditor' })).toBeChecked()
})

test('what ends without an answer leaves the page usable: one’s password, and signing out', async ({
  page,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto('/settings')
  const mend = await breakOff(page, 'before')
  await page.getByLabel('Current password').fill('not told to anybody')
  await page.getByLabel('New password', { exact: true }).fill('some other words entirely')
  await page.getByLabel('Repeat new password').fill('some other words entirely')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('It is not known whether the password was changed')).toBeVisible()
  await expect(page.getByLabel('Current password')).toHaveValue('not told to anybody')
  await expect(page.getByLabel('Repeat new password')).toHaveValue('some other words entirely')

  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(
    'you may still be signed in',
  )
  await mend()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
})
