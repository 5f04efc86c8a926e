import { readFile } from 'node:fs/promises'
import type { Download, Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, seedZone, test } from '../support/test'

const busy = `/accounts/${SEED.accounts.busy}`

/** Every list, with what its rows are called and a column that can be left out. */
const TABLES = [
  { path: '/accounts', label: 'Managed Accounts', column: 'Type' },
  { path: `${busy}/members`, label: 'Members', column: 'Status' },
  { path: `${busy}/zones`, label: 'Zones', column: 'Plan' },
  { path: `${busy}/subscriptions`, label: 'Subscriptions', column: 'Price' },
  { path: `${busy}/tokens`, label: 'API tokens', column: 'Permissions' },
  { path: '/staff', label: 'Staff', column: 'Role' },
  { path: '/activity', label: 'Activity', column: 'Target' },
]

const tableOf = (page: Page, label: string) => page.getByRole('table', { name: label, exact: true })
const options = (page: Page, label: string) => page.getByRole('group', { name: `View options of ${label}` })

async function view(page: Page, label: string) {
  await page.getByRole('button', { name: `View options of ${label}` }).click()
  return options(page, label)
}

async function textOf(download: Download): Promise<string[]> {
  return (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n')
}

for (const { path, label, column } of TABLES)
  test(`${label}: a column is left out and the rows are denser, from then on and from the first moment`, async ({
    page,
    signInAs,
  }) => {
    await signInAs('admin')
    await page.goto(path)
    const table = tableOf(page, label)
    const head = table.getByRole('columnheader', { name: column, exact: true })
    await expect(head).toBeVisible()
    const tall = (await table.getByRole('row').nth(1).boundingBox())!.height

    const menu = await view(page, label)
    await expect(menu.getByRole('checkbox').first()).toBeDisabled()
    await menu.getByRole('checkbox', { name: column, exact: true }).uncheck()
    await expect(head).toHaveCount(0)
    await menu.getByRole('radio', { name: 'Compact' }).check()
    await page.keyboard.press('Escape')
    await expect(menu).toBeHidden()
    expect((await table.getByRole('row').nth(1).boundingBox())!.height).toBeLessThan(tall)

    // As the server draws it, before any script.
    const html = await (await page.request.get(path)).text()
    expect(html).not.toContain(`data-label="${column}"`)
    await page.reload()
    await expect(table.getByRole('columnheader').first()).toBeVisible()
    await expect(head).toHaveCount(0)

    await (await view(page, label)).getByRole('button', { name: 'Reset' }).click()
    await expect(head).toBeVisible()
    await page.reload()
    await expect(head).toBeVisible()
  })

test('one table’s choices are not another’s', async ({ page, signInAs }) => {
  await signInAs('support')
  await page.goto(`${busy}/zones`)
  await (await view(page, 'Zones')).getByRole('checkbox', { name: 'Status' }).uncheck()
  await page.goto(`${busy}/members`)
  await expect(
    tableOf(page, 'Members').getByRole('columnheader', { name: 'Status', exact: true }),
  ).toBeVisible()
})

test('a column left out makes room for one that there was no room for', async ({ page, signInAs }) => {
  await signInAs('support')
  await page.setViewportSize({ width: 1024, height: 800 })
  await page.goto(`${busy}/zones`)
  const servers = tableOf(page, 'Zones').getByRole('columnheader', { name: 'Name servers' })
  await expect(servers).toBeHidden()
  const menu = await view(page, 'Zones')
  await expect(menu.locator('label').filter({ hasText: 'Name servers' })).toContainText('no room')
  await expectAccessible(page)
  await menu.getByRole('checkbox', { name: 'Type' }).uncheck()
  await expect(servers).toBeVisible()
  await expect(menu).not.toContainText('no room')
  await expectNoSidewaysScroll(page)
})

test('rows are selected one by one, all, and from one to another; their IDs are copied', async ({
  page,
  context,
  signInAs,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await signInAs('support')
  await page.goto(`${busy}/zones`)
  const table = tableOf(page, 'Zones')
  const all = table.getByRole('checkbox', { name: 'Select all rows' })
  const box = (name: string) => table.getByRole('checkbox', { name: `Select ${name}` })
  const status = page.getByRole('status')

  await box('brightwave-cdn.net').check()
  await expect(status.filter({ hasText: /^1 selected$/ })).toBeVisible()
  await expect(all).toBeChecked({ indeterminate: true })
  await page.getByRole('button', { name: 'Copy ID' }).click()
  await expect(page.getByText('1 selected, ID copied')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(seedZone('brightwave-cdn.net'))

  await box('brightwave-store-02.com').click({ modifiers: ['Shift'] })
  await expect(status.filter({ hasText: /^4 selected$/ })).toBeVisible()
  await all.check()
  await expect(status.filter({ hasText: /^20 selected$/ })).toBeVisible()
  await expect(all).toBeChecked()
  await page.getByRole('button', { name: 'Copy IDs' }).click()
  await expect(page.getByText('20 selected, IDs copied')).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied.split('\n')).toHaveLength(20)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Clear selection' }).click()
  await expect(status.filter({ hasText: /selected$/ })).toHaveCount(0)
  await expect(page.getByText('62 zones', { exact: true })).toBeVisible()
  // Who reads but may not export is not offered it.
  await expect(page.getByRole('link', { name: /^Export/ })).toHaveCount(0)
})

test('an account outside the tenant cannot be selected', async ({ page, signInAs }) => {
  await signInAs('operator')
  await page.goto('/accounts?size=50')
  const table = tableOf(page, 'Managed Accounts')
  await table.getByRole('checkbox', { name: 'Select all rows' }).check()
  await expect(page.getByRole('status').filter({ hasText: /^42 selected$/ })).toBeVisible()
  await expect(table.getByRole('row', { name: /Dana Whitlock/ }).getByRole('checkbox')).toHaveCount(0)
})

test('an export that breaks off is told on the page, and its file says so in its last line', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('auditor')
  await page.goto(`${busy}/zones`)
  const button = page.getByRole('button', { name: 'Export CSV' })
  await expect(button).toBeEnabled()
  // The list alone: the page asks for plans of zones by itself.
  const zones = { method: 'GET', path: '^/zones$' } as const
  // The first page of the list comes, no other.
  await sandbox.fail({ ...zones, kind: 'slow', ms: 0, times: 1 })
  await sandbox.fail({ ...zones, kind: 'status', status: 500, times: 9 })
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  expect(download.suggestedFilename()).toMatch(/^tenantdesk-zones-[\d-]{10}-not-complete\.csv$/)
  const lines = await textOf(download)
  expect(lines).toHaveLength(52)
  expect(lines.at(-1)).toContain('Not complete: the export stopped after 50 rows.')
  const alert = page.getByRole('alert').filter({ hasText: 'The export stopped after 50 rows.' })
  await expect(alert).toContainText(download.suggestedFilename())
  await expectAccessible(page)

  await sandbox.clearFaults()
  const [whole] = await Promise.all([page.waitForEvent('download'), button.click()])
  expect(await textOf(whole)).toHaveLength(63)
  await expect(alert).toHaveCount(0)

  await sandbox.fail({ ...zones, kind: 'status', status: 500, times: 9 })
  await button.click()
  await expect(page.getByRole('alert').filter({ hasText: 'Request ID:' })).toBeVisible()
})

test('all that is filtered is exported, over all pages, or what is selected', async ({
  page,
  signInAs,
  database,
}) => {
  const person = await signInAs('auditor')
  await page.goto(`${busy}/zones?name=store&direction=desc`)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^tenantdesk-zones-\d{4}-\d\d-\d\d\.csv$/)
  const lines = await textOf(download)
  expect(lines).toHaveLength(61)
  expect(lines[1]).toContain('brightwave-store-60.com')

  const table = tableOf(page, 'Zones')
  await table.getByRole('checkbox', { name: 'Select brightwave-store-60.com' }).check()
  await table.getByRole('checkbox', { name: 'Select brightwave-store-58.com' }).check()
  const [chosen] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export selected' }).click(),
  ])
  const two = await textOf(chosen)
  expect(two).toHaveLength(3)
  expect(two.join()).toContain('brightwave-store-58.com')

  await page.goto(`${busy}/activity?action=zones.export&person=${person.id}`)
  await expect(tableOf(page, 'Activity').getByRole('row', { name: /Export zones/ })).toHaveCount(2)
  const { rows } = await database.query(
    `SELECT phase, after FROM audit_event WHERE actor_id = $1 AND action = 'zones.export' ORDER BY seq`,
    [person.id],
  )
  expect(rows.map(({ phase }) => phase)).toEqual(['attempted', 'succeeded', 'attempted', 'succeeded'])
  expect(rows[1].after).toEqual({ rows: 60, complete: true })
})

test('the rows are gone through, selected and opened by keyboard, and Tab goes on as ever', async ({
  page,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(`${busy}/zones`)
  const table = tableOf(page, 'Zones')
  const link = (nth: number) => table.getByRole('rowheader').nth(nth).getByRole('link')
  await (await view(page, 'Zones')).getByText('next row').isVisible()
  await page.keyboard.press('Escape')

  await link(0).focus()
  await page.keyboard.press('j')
  await expect(link(1)).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(link(2)).toBeFocused()
  await page.keyboard.press('k')
  await expect(link(1)).toBeFocused()
  await page.keyboard.press('End')
  await expect(link(19)).toBeFocused()
  await page.keyboard.press('j')
  await expect(link(19)).toBeFocused()
  await page.keyboard.press('Home')
  await expect(link(0)).toBeFocused()

  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+X')
  await expect(page.getByRole('status').filter({ hasText: /^3 selected$/ })).toBeVisible()
  await page.keyboard.press('Space')
  await expect(page.getByRole('status').filter({ hasText: /^2 selected$/ })).toBeVisible()
  await expect(link(2)).toBeFocused()

  // From box to box, for those who go by them.
  const boxes = table.getByRole('checkbox')
  await expect(boxes.nth(3)).toBeVisible()
  await page.keyboard.press('Shift+Tab')
  await expect(boxes.nth(3)).toBeFocused()
  await page.keyboard.press('j')
  await expect(boxes.nth(4)).toBeFocused()
  await page.keyboard.press('Space')
  await expect(boxes.nth(4)).toBeChecked()
  await page.keyboard.press('Tab')
  await expect(link(3)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'brightwave-store-02.com' })).toBeVisible()
})

test('letters typed elsewhere are not for the table', async ({ page, signInAs }) => {
  await signInAs('operator')
  await page.goto('/accounts')
  const filter = page.getByRole('searchbox', { name: 'Filter by name' })
  await filter.pressSequentially('jx')
  await expect(filter).toHaveValue('jx')
  await expect(page.getByText('No account found for “jx”')).toBeVisible()
})

test('lists that Cloudflare does not sort are sorted here, and the address says how', async ({
  page,
  signInAs,
}) => {
  await signInAs('support')
  await page.goto(`${busy}/subscriptions`)
  const table = tableOf(page, 'Subscriptions')
  const plan = table.getByRole('columnheader', { name: 'Product and plan' })
  const names = () => table.getByRole('rowheader').allInnerTexts()
  await expect(plan).not.toHaveAttribute('aria-sort')
  await plan.getByRole('link').click()
  await expect(page).toHaveURL(/sort=plan/)
  await expect(plan).toHaveAttribute('aria-sort', 'ascending')
  const up = await names()
  await plan.getByRole('link').click()
  await expect(plan).toHaveAttribute('aria-sort', 'descending')
  expect(await names()).not.toEqual(up)
  await page.goBack()
  await expect(plan).toHaveAttribute('aria-sort', 'ascending')
  expect(await names()).toEqual(up)
})

test('a link whose page takes its time shows a ring, and nothing moves', async ({ page, signInAs }) => {
  await signInAs('support')
  await page.goto(`${busy}/members?size=10`)
  const within = (name: string) => page.getByRole('navigation', { name })
  for (const link of [
    tableOf(page, 'Members').getByRole('columnheader', { name: 'Name' }).getByRole('link'),
    within('Pages').getByRole('link', { name: 'Next' }),
    within('Pages').getByRole('link', { name: '50' }),
    within('Account').getByRole('link', { name: 'Zones' }),
    within('Main').getByRole('link', { name: 'Service Users' }),
  ]) {
    await link.scrollIntoViewIfNeeded()
    const place = await link.boundingBox()
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    await page.route(/[?&]_rsc=/, (route) => held.then(() => route.continue()))
    await link.click()
    const ring = link.locator('[role="status"]')
    await expect(ring).toBeVisible()
    expect(await link.boundingBox()).toEqual(place)
    release()
    await expect(ring).toHaveCount(0)
    await page.unroute(/[?&]_rsc=/)
  }
  await expect(page.getByRole('heading', { name: 'Service Users', level: 1 })).toBeVisible()
})

for (const { path, label } of TABLES)
  test(`${label}: fits a telephone and a wide screen, and its menu and its selection work on both`, async ({
    page,
    signInAs,
  }) => {
    await signInAs('admin')
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(path)
    const table = tableOf(page, label)
    await expect(table.getByRole('rowheader').first()).toBeVisible()
    for (const width of [390, 1024, 1440]) {
      await page.setViewportSize({ width, height: 844 })
      await expectNoSidewaysScroll(page)
      const menu = await view(page, label)
      await expect(menu).toBeInViewport({ ratio: 0.9 })
      await expectNoSidewaysScroll(page)
      await page.keyboard.press('Escape')
    }
    await page.setViewportSize({ width: 390, height: 844 })
    const all = page.getByRole('checkbox', { name: 'Select all rows' })
    if ((await all.count()) > 0) {
      await all.first().check()
      await expect(page.getByRole('status').filter({ hasText: /^\d+ selected$/ })).toBeVisible()
      await expectNoSidewaysScroll(page)
    }
    await expectAccessible(page)
  })
