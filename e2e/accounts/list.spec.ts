import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'

const table = 'Managed Accounts'

// Nothing has read the accounts yet: the list comes from Cloudflare as it is asked for.
test.describe('The list of managed accounts before they are read', () => {
  test('shows each account with its id, type, unit, age and two-factor setting', async ({
    page,
    signInAs,
  }) => {
    await signInAs('support')
    await page.goto('/accounts?name=Brightwave')
    await expect(page).toHaveTitle('Managed Accounts · Tenantdesk')
    await expect(page.getByRole('heading', { level: 1, name: 'Managed Accounts' })).toBeVisible()
    await expect(page.getByText(/so this list comes straight from Cloudflare/)).toBeVisible()
    const headings = page.getByRole('table', { name: table }).getByRole('columnheader')
    await expect(headings).toHaveText(['Name', 'Account ID', 'Type', 'Tenant Unit', 'Created', 'Two-factor'])
    const row = page.getByRole('row', { name: /Brightwave Retail Group/ })
    await expect(row).toContainText(SEED.accounts.busy)
    await expect(row).toContainText('Enterprise')
    await expect(row).toContainText(SEED.units.direct.name)
    await expect(row).toContainText('ago')
    await expect(row).toContainText('Enforced')
    await row.getByRole('link', { name: 'Brightwave Retail Group' }).click()
    await expect(page).toHaveURL(`/accounts/${SEED.accounts.busy}`)
  })

  test('copies an account id', async ({ page, context, signInAs }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await signInAs('support')
    await page.goto('/accounts?name=Brightwave')
    await page.getByRole('button', { name: 'Copy Account ID' }).click()
    await expect(page.getByText('Copied', { exact: true })).toBeAttached()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(SEED.accounts.busy)
  })

  test('keeps the filter in the address and the focus in the field while typing', async ({
    page,
    signInAs,
  }) => {
    await signInAs('operator')
    await page.goto('/accounts')
    const filter = page.getByRole('searchbox', { name: 'Filter by name' })
    await filter.pressSequentially('acme log')
    await expect(page).toHaveURL('/accounts?name=acme+log')
    await expect(page.getByRole('row')).toHaveCount(3)
    await expect(filter).toBeFocused()
    await filter.pressSequentially('istics')
    await expect(page).toHaveURL('/accounts?name=acme+logistics')
    await expect(filter).toHaveValue('acme logistics')
    await page.reload()
    await expect(filter).toHaveValue('acme logistics')
    await expect(page.getByRole('link', { name: 'Acme Logistics' })).toHaveCount(2)
  })

  test('keeps what is typed into the filter before the page’s script is there', async ({
    page,
    signInAs,
  }) => {
    await signInAs('support')
    let arrive = () => {}
    const arrived = new Promise<void>((resolve) => (arrive = resolve))
    await page.route('**/_next/static/**/*.js', async (route) => {
      await arrived
      await route.continue()
    })
    await page.goto('/accounts', { waitUntil: 'commit' })
    const field = page.getByRole('searchbox', { name: 'Filter by name' })
    await field.pressSequentially('acme log')
    arrive()
    await page.waitForLoadState()
    await field.press('Enter')
    await expect(page).toHaveURL('/accounts?name=acme+log')
    await expect(page.getByRole('row')).toHaveCount(3)
    await expect(page.getByRole('searchbox', { name: 'Filter by name' })).toHaveValue('acme log')
  })

  test('goes back and forward through filter, page size, direction and page', async ({ page, signInAs }) => {
    await signInAs('operator')
    await page.goto('/accounts')
    await expect(page.getByText(`1–20 of ${SEED.counts.reachable} accounts`)).toBeVisible()
    await page.getByRole('link', { name: '10', exact: true }).click()
    await expect(page).toHaveURL('/accounts?size=10')
    await expect(page.getByRole('row')).toHaveCount(11)
    await page.getByRole('link', { name: 'Next' }).click()
    await expect(page).toHaveURL('/accounts?size=10&page=2')
    await expect(page.getByText(`11–20 of ${SEED.counts.reachable} accounts`)).toBeVisible()
    await page.getByLabel('Direction').selectOption('Descending')
    await expect(page).toHaveURL('/accounts?size=10&direction=desc')
    await expect(page.getByText(`1–10 of ${SEED.counts.reachable} accounts`)).toBeVisible()
    await page.goBack()
    await expect(page.getByText(`11–20 of ${SEED.counts.reachable} accounts`)).toBeVisible()
    await expect(page.getByLabel('Direction')).toHaveValue('')
    await page.goBack()
    await expect(page.getByText(`1–10 of ${SEED.counts.reachable} accounts`)).toBeVisible()
    await page.goForward()
    await page.goForward()
    await expect(page).toHaveURL('/accounts?size=10&direction=desc')
    await expect(page.getByLabel('Direction')).toHaveValue('desc')
  })

  test('takes an address that makes no sense for the defaults', async ({ page, signInAs }) => {
    await signInAs('auditor')
    await page.goto('/accounts?page=-3&size=7&direction=sideways&name=')
    await expect(page.getByText(`1–20 of ${SEED.counts.reachable} accounts`)).toBeVisible()
  })

  test('leads back from a page beyond the end', async ({ page, signInAs }) => {
    await signInAs('auditor')
    await page.goto('/accounts?size=50&page=7')
    await expect(page.getByText('There is no page 7')).toBeVisible()
    await page.getByRole('link', { name: 'Go to the first page' }).click()
    await expect(page).toHaveURL('/accounts?size=50')
    await page.goto('/accounts?size=10&page=99')
    await page.getByRole('link', { name: 'Go to the last page, 5' }).click()
    await expect(page.getByRole('row')).toHaveCount(6)
  })

  test('marks an account outside the tenant and offers no way into it', async ({ page, signInAs }) => {
    await signInAs('admin')
    await page.goto('/accounts?size=50')
    const outside = page.getByRole('row').filter({ hasText: 'Outside tenant' })
    await expect(outside).toHaveCount(SEED.counts.outside)
    await expect(outside.getByRole('link')).toHaveCount(0)
    await expect(outside.first().getByTitle(/your tenant does not own it/)).toBeVisible()
    await expect(page.getByText(/You cannot open or change it here/)).toBeVisible()
  })

  test('says when no account matches, and clears the filter', async ({ page, signInAs }) => {
    await signInAs('support')
    await page.goto('/accounts?name=nobody-is-called-this')
    await expect(page.getByText('No account found for “nobody-is-called-this”')).toBeVisible()
    await page.getByRole('link', { name: 'Clear the filter' }).click()
    await expect(page.getByText(`1–20 of ${SEED.counts.reachable} accounts`)).toBeVisible()
    await expect(page.getByRole('searchbox', { name: 'Filter by name' })).toHaveValue('')
  })

  test('says what failed with a request id, and tries again', async ({ page, signInAs, sandbox }) => {
    await signInAs('support')
    // Reads are retried twice.
    await sandbox.fail({ method: 'GET', path: '^/accounts$', kind: 'status', status: 500, times: 3 })
    await page.goto('/accounts')
    const fault = page.getByRole('alert').filter({ hasText: 'The accounts could not be listed' })
    await expect(fault).toContainText('Request ID')
    await expect(page.getByRole('searchbox', { name: 'Filter by name' })).toBeVisible()
    await fault.getByRole('button', { name: 'Retry' }).click()
    await expect(page.getByText(`1–20 of ${SEED.counts.reachable} accounts`)).toBeVisible()
  })

  test('shows a skeleton of the same shape while Cloudflare is slow', async ({ page, signInAs, sandbox }) => {
    await signInAs('support')
    await sandbox.fail({ method: 'GET', path: '^/accounts$', kind: 'slow', ms: 2_000 })
    await page.goto('/accounts', { waitUntil: 'commit' })
    await expect(page.getByText('Loading Managed Accounts')).toBeAttached()
    await expect(page.getByRole('heading', { level: 1, name: 'Managed Accounts' })).toBeVisible()
    await expect(page.getByText(`1–20 of ${SEED.counts.reachable} accounts`)).toBeVisible()
  })

  test('keeps the old rows while a new filter is on its way', async ({ page, signInAs, sandbox }) => {
    await signInAs('support')
    await page.goto('/accounts')
    await expect(page.getByRole('row')).toHaveCount(21)
    await sandbox.fail({ method: 'GET', path: '^/accounts$', kind: 'slow', ms: 2_000 })
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('brightwave')
    await expect(page.getByRole('search')).toHaveAttribute('aria-busy', 'true')
    await expect(page.getByRole('row')).toHaveCount(21)
    await expect(page.getByRole('row')).toHaveCount(2)
  })

  test('shows hostile, long and foreign names as they are', async ({ page, signInAs }) => {
    await signInAs('support')
    await page.goto('/accounts?size=50')
    for (const name of [
      '"><img src=x onerror=alert(1)>',
      `O'Brien & Sons "Fine" Cheeses`,
      '🌮 Taco Tempo 🎉',
      'מאפיית הכרמל בע״מ',
      '100% Organic / 50% Off? #1 Farm',
    ])
      await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
    const noType = page.getByRole('row', { name: /Legacy Import 2019/ })
    await expect(noType.getByText('—')).toBeVisible()
    const noSettings = page.getByRole('row', { name: /Fjord Analytics/ })
    await expect(noSettings.getByText('Not known')).toBeVisible()
  })

  test('offers to create an account only to those who may', async ({ page, signInAs }) => {
    await signInAs('operator')
    await page.goto('/accounts')
    await expect(page.getByRole('link', { name: 'Create Account' })).toBeVisible()
    for (const role of ['support', 'auditor'] as const) {
      await signInAs(role)
      await page.goto('/accounts')
      await expect(page.getByRole('row')).toHaveCount(21)
      await expect(page.getByRole('link', { name: 'Create Account' })).toHaveCount(0)
    }
  })

  test('reads both shapes of the tenant', async ({ page, signInAs, sandbox }) => {
    await sandbox.set({ tenantShape: 'spec', accountShape: 'gov' })
    await signInAs('support')
    await page.goto(`/accounts/${SEED.accounts.plain}`)
    await expect(page.getByRole('heading', { level: 1, name: 'Delta Dental Clinics' })).toBeVisible()
  })

  for (const colorScheme of ['light', 'dark'] as const)
    test(`is accessible and fits a telephone, ${colorScheme}`, async ({ page, signInAs }) => {
      await page.emulateMedia({ colorScheme })
      await signInAs('operator')
      await page.goto('/accounts')
      await expect(page.getByRole('row')).toHaveCount(21)
      await expectAccessible(page)
      await page.setViewportSize({ width: 390, height: 844 })
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
    })
})
