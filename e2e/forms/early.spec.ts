import type { Page } from '@playwright/test'
import { expect, SEED, test } from '../support/test'

const path = `/accounts/${SEED.accounts.plain}/zones/new`

/** Keeps the page's scripts back until the returned function is called. */
async function holdScripts(page: Page): Promise<() => void> {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/_next/static/**/*.js', async (route) => {
    await held
    await route.continue()
  })
  return release
}

test('what is typed, and a click on the button, before the page’s script is there are not lost', async ({
  page,
  signInAs,
  sandbox,
}) => {
  await signInAs('operator')
  const release = await holdScripts(page)
  await page.goto(path, { waitUntil: 'commit' })
  await page.getByLabel('Domain name').fill('early-bird.com')
  await page.getByRole('button', { name: 'Add zone' }).click()
  expect(await sandbox.calls('POST', /^\/zones$/)).toEqual([])
  release()
  await expect(page).toHaveURL(/\/zones\/[0-9a-f]{32}$/)
  expect(await sandbox.calls('POST', /^\/zones$/)).toMatchObject([{ body: { name: 'early-bird.com' } }])
})

test('what is typed before the script is newer than what was kept', async ({ page, signInAs }) => {
  await signInAs('operator')
  await page.goto(path)
  const name = page.getByLabel('Domain name')
  await name.fill('kept.example')
  await expect(async () => {
    await page.reload()
    await expect(name).toHaveValue('kept.example', { timeout: 1_000 })
  }).toPass()

  const release = await holdScripts(page)
  await page.reload({ waitUntil: 'commit' })
  await name.fill('newer.example')
  release()
  await expect(page.getByRole('radio').first()).toBeEnabled()
  await page.waitForLoadState('networkidle')
  await expect(name).toHaveValue('newer.example')
})
