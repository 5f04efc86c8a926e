import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../support/test'

test('an operator has everything read anew, and sees how far it has come', async ({ page, signInAs }) => {
  await signInAs('operator')
  await page.goto('/settings/installation')
  const card = page.getByRole('region', { name: 'Directory' })
  await expect(card.getByText('It is read only when somebody asks for it here.')).toBeVisible()
  await expect(card.getByText('Not yet')).toBeVisible()

  await card.getByRole('button', { name: 'Refresh now' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Refresh now' }).click()
  await expect(page.getByText('The directory is read anew')).toBeVisible()
  await expect(async () => {
    await page.reload()
    await expect(card.getByText('All 42 that are yours')).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
})

test('support sees how old the directory is, and may not have it read', async ({ page, signInAs }) => {
  await signInAs('support')
  await page.goto('/settings/installation')
  const card = page.getByRole('region', { name: 'Directory' })
  await expect(card.getByText('Last listed')).toBeVisible()
  await expect(card.getByRole('button')).toHaveCount(0)
})

test('while Cloudflare cannot be reached the directory says so, and goes on by itself', async ({
  page,
  signInAs,
  sandbox,
}) => {
  await signInAs('admin')
  await sandbox.fail({ path: '/accounts$', kind: 'status', status: 503, times: 3 })
  await page.goto('/settings/installation')
  const card = page.getByRole('region', { name: 'Directory' })
  await card.getByRole('button', { name: 'Refresh now' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Refresh now' }).click()
  await expect(async () => {
    await page.reload()
    await expect(card.getByText('Waiting')).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 30_000 })
})
