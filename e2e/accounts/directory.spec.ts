import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'

const label = 'Managed Accounts'

test.describe('The list of managed accounts, once every account is read', () => {
  test.beforeEach(async ({ fillDirectory }) => fillDirectory())

  test('is sorted by any column and filtered by any, in the address', async ({ page, signInAs, sandbox }) => {
    await signInAs('support')
    await page.goto('/accounts')
    await expect(page.getByText(`1–20 of ${SEED.counts.reachable} accounts`)).toBeVisible()
    await expect(page.getByText(/as of (\d\d:\d\d UTC)/)).toBeVisible()
    const before = (await sandbox.calls()).length

    const table = page.getByRole('table', { name: label })
    await table.getByRole('link', { name: 'Zones' }).click()
    await expect(page).toHaveURL('/accounts?sort=zones')
    await table.getByRole('link', { name: 'Zones' }).click()
    await expect(page).toHaveURL('/accounts?sort=zones&direction=desc')
    await expect(table.getByRole('columnheader', { name: 'Zones' })).toHaveAttribute(
      'aria-sort',
      'descending',
    )
    const first = table.getByRole('row').nth(1)
    await expect(first).toContainText('Brightwave Retail Group')
    await expect(first.locator('[data-column="zones"]')).toHaveText('62')

    await page.getByText('More filters').click()
    await page.getByRole('textbox', { name: 'Zones: at least' }).fill('1')
    await expect(page).toHaveURL('/accounts?sort=zones&direction=desc&minZones=1')
    await page.getByRole('combobox', { name: 'Two-factor' }).selectOption('Enforced')
    await expect(page).toHaveURL(/twoFactor=on/)
    await page.getByRole('combobox', { name: 'Type' }).selectOption('Enterprise')
    await expect(page).toHaveURL(/type=enterprise/)
    await expect(first).toContainText('Brightwave Retail Group')
    await page.reload()
    await expect(page.getByRole('textbox', { name: 'Zones: at least' })).toHaveValue('1')
    await expect(first).toContainText('Brightwave Retail Group')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect(page).toHaveURL('/accounts?sort=zones&direction=desc')
    await expect(page.getByText(`1–20 of ${SEED.counts.reachable} accounts`)).toBeVisible()
    // Not one of these pages has asked Cloudflare for an account.
    const since = (await sandbox.calls()).slice(before).filter(({ path }) => /\/accounts/.test(path))
    expect(since).toEqual([])
  })

  test('finds a part of a name without its accents, and goes through the rows by keyboard', async ({
    page,
    signInAs,
  }) => {
    await signInAs('operator')
    await page.goto('/accounts')
    const filter = page.getByRole('searchbox', { name: 'Filter by name' })
    await filter.pressSequentially('obrien sons')
    await expect(page).toHaveURL('/accounts?name=obrien+sons')
    const link = page.getByRole('link', { name: `O'Brien & Sons "Fine" Cheeses` })
    await expect(link).toBeVisible()
    await link.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: `O'Brien & Sons "Fine" Cheeses` })).toBeVisible()
  })

  test('shows what was changed elsewhere after Refresh, and says what cannot be read', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('auditor')
    await page.goto('/accounts?name=brightwave')
    const path = `/accounts/${SEED.accounts.busy}`
    const renamed = await sandbox.call('PUT', path, { id: SEED.accounts.busy, name: 'Brightwave Holding' })
    expect(renamed.status).toBe(200)
    await page.reload()
    await expect(page.getByRole('link', { name: 'Brightwave Retail Group' })).toBeVisible()

    // Reads are retried twice.
    await sandbox.fail({ method: 'GET', path: `^${path}$`, kind: 'status', status: 500, times: 3 })
    const refresh = page.getByRole('button', { name: 'Refresh' })
    await refresh.click()
    await expect(page.getByRole('alert').filter({ hasText: /Cloudflare/ })).toBeVisible()
    await refresh.click()
    await expect(page.getByRole('link', { name: 'Brightwave Holding' })).toBeVisible()
    await expect(page.getByRole('alert').filter({ hasText: /Cloudflare/ })).toHaveCount(0)
  })

  test('marks an account outside the tenant and offers no way into it', async ({ page, signInAs }) => {
    await signInAs('admin')
    await page.goto('/accounts?size=50')
    const outside = page.getByRole('row').filter({ hasText: 'Outside tenant' })
    await expect(outside).toHaveCount(SEED.counts.outside)
    await expect(outside.getByRole('link')).toHaveCount(0)
  })

  test('shows hostile, long and foreign names as they are', async ({ page, signInAs }) => {
    await signInAs('support')
    await page.goto('/accounts?size=50')
    for (const name of [
      '"><img src=x onerror=alert(1)>',
      '🌮 Taco Tempo 🎉',
      'מאפיית הכרמל בע״מ',
      '100% Organic / 50% Off? #1 Farm',
    ])
      await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
  })

  test('exports what is filtered to those who may', async ({ page, signInAs }) => {
    await signInAs('auditor')
    await page.goto('/accounts?minZones=10')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    expect((await download).suggestedFilename()).toMatch(/^tenantdesk-accounts-.*\.csv$/)
    await signInAs('support')
    await page.goto('/accounts?minZones=10')
    await expect(page.getByRole('row')).not.toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Export CSV' })).toHaveCount(0)
  })

  for (const colorScheme of ['light', 'dark'] as const)
    test(`is accessible and fits a telephone, ${colorScheme}`, async ({ page, signInAs }) => {
      await page.emulateMedia({ colorScheme })
      await signInAs('operator')
      await page.goto('/accounts?attention=&minZones=0')
      await expect(page.getByRole('row')).toHaveCount(21)
      await expectAccessible(page)
      for (const width of [1440, 1024, 390]) {
        await page.setViewportSize({ width, height: 900 })
        await expectNoSidewaysScroll(page)
        if (process.env.SHOTS)
          await page.screenshot({
            path: `${process.env.SHOTS}/${colorScheme}-${width}.png`,
            fullPage: width === 390,
          })
      }
      await expectAccessible(page)
    })
})
