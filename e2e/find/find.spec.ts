import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'

const { accounts } = SEED
const box = (page: Page) => page.getByRole('combobox', { name: /^Find customers/ })
const palette = (page: Page) => page.getByRole('dialog', { name: 'Find' })
const chosen = (page: Page) => palette(page).locator('[role="option"][data-highlighted]')

test('an agent gets half a domain, and has the customer open without touching the mouse', async ({
  page,
  signInAs,
  fillDirectory,
}) => {
  await fillDirectory()
  await signInAs('support')
  await page.goto('/')
  await page.keyboard.press('/')
  await expect(box(page)).toBeFocused()
  await page.keyboard.type('twave-sh')
  await expect(chosen(page)).toContainText('brightwave-shop.com')
  await expect(chosen(page)).toContainText('Brightwave Retail Group')
  await expect(chosen(page).locator('mark')).toHaveText('twave-sh')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/accounts/${accounts.busy}/zones/[0-9a-f]{32}$`))
  await expect(palette(page)).toHaveCount(0)

  // A mistyped name, with an answer that is late: Enter waits for it.
  await page.route('**/api/find?*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400))
    await route.continue()
  })
  await page.keyboard.press('Control+k')
  await expect(box(page)).toBeFocused()
  await page.keyboard.type('delta dentla')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/accounts/${accounts.plain}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Delta Dental Clinics' })).toBeVisible()
})

test('the palette goes by arrows, opens a new tab, says how many there are, and closes', async ({
  page,
  context,
  signInAs,
  fillDirectory,
}) => {
  await fillDirectory()
  await signInAs('operator')
  await page.goto('/accounts')
  // In a field it is a letter.
  await page.getByRole('searchbox', { name: 'Filter by name' }).press('/')
  await expect(palette(page)).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await expect(box(page)).toBeFocused()
  await expect(palette(page).getByRole('option', { name: /Managed Accounts/ })).toBeVisible()
  await page.keyboard.type('brightwave')
  await expect(palette(page).getByText(/^\d+\+? results$/)).toBeVisible()
  const account = palette(page).getByRole('option', { name: /^Brightwave Retail Group/ })
  await expect(account).toBeVisible()
  while (!(await account.getAttribute('data-highlighted').then((on) => on !== null)))
    await page.keyboard.press('ArrowDown')
  const opened = context.waitForEvent('page')
  await page.keyboard.press('Control+Enter')
  await expect(await opened).toHaveURL(`/accounts/${accounts.busy}`)
  await expect(palette(page)).toBeVisible()

  await palette(page)
    .getByRole('option', { name: /^All \d+$/ })
    .first()
    .click()
  await expect(page).toHaveURL('/find?q=brightwave&kind=zone')
  await expect(page.getByRole('list', { name: 'Domains' }).getByRole('listitem')).toHaveCount(25)
  await page.keyboard.press('Control+k')
  await expect(box(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(palette(page)).toHaveCount(0)
})

test('the page finds the same, without a script too, on a telephone', async ({
  browser,
  baseURL,
  signInAs,
  page,
  fillDirectory,
}) => {
  await fillDirectory()
  await signInAs('support')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/find?q=brightwave-store')
  await expect(page.getByRole('list', { name: 'Domains' }).getByRole('listitem')).toHaveCount(20)
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await page.keyboard.press('/')
  await page.keyboard.type('img src')
  await expect(chosen(page)).toContainText('"><img src=x onerror=alert(1)>')
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)

  const bare = await browser.newContext({
    baseURL,
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  })
  const plain = await bare.newPage()
  await plain.goto('/')
  await plain.getByRole('link', { name: 'Find' }).click()
  await plain.getByRole('searchbox', { name: /^Find customers/ }).fill('delta dental')
  await plain.getByRole('button', { name: 'Find' }).click()
  await plain
    .getByRole('link', { name: /^Delta Dental Clinics/ })
    .first()
    .click()
  await expect(plain).toHaveURL(`/accounts/${accounts.plain}`)
  await bare.close()
})

test('what a role may not see is not in the answer, and nothing of it is kept', async ({
  page,
  signInAs,
  fillDirectory,
}) => {
  await fillDirectory()
  const answer = async (query: string) => {
    const response = await page.evaluate(async (q) => {
      const got = await fetch(`/api/find?q=${encodeURIComponent(q)}`)
      return { status: got.status, cache: got.headers.get('cache-control'), body: await got.json() }
    }, query)
    expect(response).toMatchObject({ status: 200, cache: 'no-store' })
    return response.body as {
      results: { kind: string; title: string; accountId: string }[]
      complete: boolean
    }
  }
  await signInAs('support')
  await page.goto('/settings')
  expect((await answer('staff')).results.filter(({ kind }) => kind === 'page')).toEqual([])
  expect((await answer(accounts.plain)).results[0]).toMatchObject({
    kind: 'account',
    accountId: accounts.plain,
  })
  expect((await answer('delta dental')).complete).toBe(true)
  await signInAs('admin')
  await page.goto('/settings')
  expect((await answer('staff')).results[0]).toMatchObject({ kind: 'page', title: 'Staff' })

  const refused = await page.request.get('/api/find?q=delta', { headers: { 'sec-fetch-site': 'cross-site' } })
  expect(refused.status()).toBe(403)
  await page.context().clearCookies()
  const signedOut = await page.evaluate(async () => (await fetch('/api/find?q=delta')).status)
  expect(signedOut).toBe(401)
})
