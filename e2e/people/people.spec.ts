import { ADMINISTRATOR } from '../../lib/members/constants'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'

const LEAVER = 'leaver@partner.example'
const ACCOUNTS = [SEED.accounts.plain, SEED.accounts.empty, SEED.accounts.quotes]

test('a leaver is found over all customers, and removed from three accounts of four', async ({
  page,
  sandbox,
  signInAs,
  fillDirectory,
}) => {
  test.slow()
  for (const account of [...ACCOUNTS, SEED.accounts.hostile])
    await sandbox.call('POST', `/accounts/${account}/members`, { email: LEAVER, roles: [ADMINISTRATOR] })
  await fillDirectory()
  await signInAs('admin')
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click()
  await page.getByLabel('Person', { exact: true }).fill('leaver@')
  const people = page.getByRole('table', { name: 'People' })
  await expect(people.getByRole('rowheader')).toHaveCount(1)
  await expect(people).toContainText('Administrator in 4')
  await expectAccessible(page)
  await people.getByRole('link', { name: LEAVER }).click()

  await expect(page).toHaveURL(`/people/${encodeURIComponent(LEAVER)}`)
  await expect(page.getByRole('table', { name: 'Accounts' }).getByRole('rowheader')).toHaveCount(4)
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Remove from accounts…' }).click()

  const button = page.getByRole('button', { name: /^Remove from/ })
  await expect(button).toBeDisabled()
  await page.getByRole('checkbox', { name: 'Select all' }).click()
  await expect(button).toHaveText('Remove from 4 accounts…')
  const hostile = (await sandbox.account(SEED.accounts.hostile))!.name
  await page.getByRole('checkbox', { name: hostile, exact: true }).click()
  await expect(page.getByText('Up to 12 calls to Cloudflare')).toBeVisible()
  await expectAccessible(page)
  await button.click()
  const dialog = page.getByRole('alertdialog', { name: `Remove ${LEAVER} from 3 accounts?` })
  await dialog.getByLabel('Email to confirm').fill(LEAVER)
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click()

  await expect(page).toHaveURL(/\/people\/removals\//)
  await expect(page.getByText('Removed from all chosen accounts')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('Removed from 3 of 3')).toBeVisible()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  expect(await sandbox.calls('DELETE', /\/members\//)).toHaveLength(3)

  await page.goto(`/people/${encodeURIComponent(LEAVER)}`)
  await expect(page.getByRole('table', { name: 'Accounts' }).getByRole('rowheader')).toHaveCount(1)
})

test('people are there for everyone to read, and not to remove', async ({
  page,
  signInAs,
  fillDirectory,
}) => {
  await fillDirectory()
  await signInAs('support')
  await page.goto('/people?power=super&sort=accounts&direction=desc')
  await expect(page.getByRole('table', { name: 'People' }).getByRole('rowheader').first()).toBeVisible()
  await page.getByRole('table', { name: 'People' }).getByRole('rowheader').first().getByRole('link').click()
  await expect(page.getByRole('table', { name: 'Accounts' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Remove from accounts…' })).toHaveCount(0)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
})
