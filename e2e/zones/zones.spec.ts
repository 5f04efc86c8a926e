import { expect, expectAccessible, expectNoSidewaysScroll, SEED, seedZone, test } from '../support/test'

const path = (account: string, rest = '') => `/accounts/${account}/zones${rest}`
const DELTA = 'delta-dental-clinics.com'

test('the zones of an account are listed with their plans, filtered, sorted and paged', async ({
  page,
  signInAs,
}) => {
  await signInAs('support')
  await page.goto(`/accounts/${SEED.accounts.busy}`)
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Zones' }).click()
  const table = page.getByRole('table', { name: 'Zones' })
  await expect(table.getByRole('rowheader')).toHaveCount(20)
  await expect(page.getByText('1–20 of 62 zones')).toBeVisible()
  const shop = table.getByRole('row', { name: /brightwave-cdn\.net/ })
  await expect(shop).toContainText('Business')
  await expect(shop).toContainText('PARTNERS_BIZ')
  await expect(shop).toContainText('.ns.cloudflare.com')
  // No subscription is Free, not an error.
  await expect(table.getByRole('row', { name: /brightwave-store-01/ })).toContainText('Free')
  await expectAccessible(page)

  await page.getByRole('searchbox', { name: 'Filter by name' }).fill('store-60')
  await expect(page).toHaveURL(/name=store-60/)
  await expect(table.getByRole('rowheader')).toHaveCount(1)
  // An address is looked for by its host alone.
  await page.getByRole('searchbox', { name: 'Filter by name' }).fill('https://brightwave-store-59.com/a/b?c')
  await expect(table.getByRole('rowheader')).toHaveText([/brightwave-store-59\.com/])
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(table.getByRole('rowheader')).toHaveCount(20)
  await table.getByRole('columnheader', { name: 'Name', exact: true }).getByRole('link').click()
  await expect(table.getByRole('rowheader').first()).toContainText('brightwave-store-60.com')
  await page.getByLabel('Status', { exact: true }).selectOption('Moved')
  await expect(page.getByText('No zone matches these filters')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Add a zone' })).toHaveCount(0)
})

test('plans come after the page, a few at a time, no row moves for them, and one that failed is tried again', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('support')
  const failing = seedZone('brightwave-cdn.net')
  await sandbox.fail({
    method: 'GET',
    path: `^/zones/${failing}/subscription$`,
    kind: 'status',
    status: 500,
    times: 3,
  })
  const held: (() => void)[] = []
  await page.route(/zone-plans/, async (route) => {
    await new Promise<void>((resolve) => held.push(resolve))
    await route.continue()
  })
  await page.goto(path(SEED.accounts.busy, '?size=50'))
  const table = page.getByRole('table', { name: 'Zones' })
  const rows = table.getByRole('row')
  await expect(rows).toHaveCount(51)
  await expect.poll(() => held.length).toBe(1)
  const heights = () => rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height))
  const before = await heights()
  const release = setInterval(() => held.splice(0).forEach((go) => go()), 50)
  const row = table.getByRole('row', { name: /brightwave-cdn\.net/ })
  await expect(row).toContainText('Could not be read')
  await expect(table.locator('.skeleton-bar')).toHaveCount(0)
  expect(await heights()).toEqual(before)
  await expectAccessible(page)
  await row.getByRole('button', { name: 'Retry to read the plan of brightwave-cdn.net' }).click()
  await expect(row).toContainText('PARTNERS_BIZ')
  expect(await heights()).toEqual(before)
  clearInterval(release)
  // What was read is not asked for again while the list stands.
  const asked = (await sandbox.calls('GET', /\/subscription$/)).length
  await page.getByRole('group', { name: 'Rows per page' }).getByRole('link', { name: '20' }).click()
  await expect(table.getByRole('rowheader')).toHaveCount(20)
  await expect(table.locator('.skeleton-bar')).toHaveCount(0)
  expect((await sandbox.calls('GET', /\/subscription$/)).length).toBe(asked)
})

test('a zone that nobody may add now says why, in Cloudflare’s words where we have none', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(path(SEED.accounts.empty, '/new'))
  const add = async (name: string) => {
    await page.getByLabel('Domain name').fill(name)
    await page.getByRole('button', { name: 'Add zone' }).click()
  }
  const alert = page.getByRole('alert').filter({ hasText: 'The zone was not added' })
  await add('too-many-tries.com')
  await expect(alert).toContainText('Wait three hours before trying again')
  await expect(alert).toContainText('Try again at')
  await add('on-hold.com')
  await expect(alert).toContainText('on hold in another Cloudflare account')
  await sandbox.fail({
    method: 'POST',
    path: '/zones$',
    kind: 'status',
    status: 403,
    code: 1999,
    message: 'The <b>moon</b> is full',
  })
  await add('full-moon.com')
  await expect(alert).toContainText('Cloudflare says: “The <b>moon</b> is full”')
})

test('a zone is added, its name servers are shown to copy, and it turns active by itself', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await sandbox.set({ zoneActivationMs: null })
  await page.goto(path(SEED.accounts.empty))
  await page.getByRole('link', { name: 'Add a zone' }).first().click()
  await expect(page.getByRole('button', { name: 'Add zone' })).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Domain name').fill('https://bücher-laden.de/')
  await page.getByRole('button', { name: 'Add zone' }).click()
  await expect(page.getByText('without https://')).toBeVisible()
  await page.getByLabel('Domain name').fill('Bücher-Laden.de')
  await expect(page.getByText('Added as xn--bcher-laden-thb.de')).toBeVisible()
  await page.getByRole('button', { name: 'Add zone' }).click()

  await expect(page.getByRole('heading', { name: 'bücher-laden.de (xn--bcher-laden-thb.de)' })).toBeVisible()
  const servers = page.getByRole('list', { name: 'Name servers' })
  await expect(servers.getByRole('listitem')).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Copy all name servers' })).toBeVisible()
  await expect(page.getByText('Pending', { exact: true })).toBeVisible()
  const [sent] = await sandbox.calls('POST', /zones$/)
  expect(sent!.body).toEqual({
    account: { id: SEED.accounts.empty },
    name: 'xn--bcher-laden-thb.de',
    type: 'full',
  })

  // The page is read anew without a moment in which it has no title.
  await page.evaluate(() => {
    const watch = new MutationObserver(() => {
      if (!document.title) document.documentElement.dataset.untitled = 'true'
    })
    watch.observe(document.head, { childList: true, subtree: true, characterData: true })
  })
  await sandbox.activate(page.url().split('/').at(-1)!)
  await expect(page.getByText('Active', { exact: true })).toBeVisible({ timeout: 20_000 })
  await expectAccessible(page)
  expect(await page.locator('html').getAttribute('data-untitled')).toBeNull()

  // It is found by the name that is read.
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Zones' }).click()
  await page.getByRole('searchbox', { name: 'Filter by name' }).fill('bücher-laden')
  await expect(page).toHaveURL(/name=/)
  await expect(page.getByRole('table', { name: 'Zones' }).getByRole('rowheader')).toHaveText(
    /bücher-laden\.de/,
  )
})

test('refusals land on the name, and nothing typed is lost, a reload included', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(path(SEED.accounts.empty, '/new'))
  const name = page.getByLabel('Domain name')
  await name.fill('acme-logistics.com')
  await page.getByRole('radio', { name: 'Partial' }).check()
  await page.getByRole('button', { name: 'Add zone' }).click()
  await expect(page.getByText(/This domain is already in Cloudflare\. Remove it there first/)).toBeVisible()
  await expect(name).toBeFocused()
  await page.reload()
  await expect(name).toHaveValue('acme-logistics.com')
  await expect(page.getByRole('radio', { name: 'Partial' })).toBeChecked()

  await name.fill('example.com')
  await page.getByRole('button', { name: 'Add zone' }).click()
  await expect(page.getByText(/Cloudflare does not permit this domain\. Enter/)).toBeVisible()
  expect(await sandbox.calls('POST', /zones$/)).toHaveLength(2)
})

test('a zone that is there already is named, not sent', async ({ page, sandbox, signInAs }) => {
  await signInAs('operator')
  await page.goto(path(SEED.accounts.plain, '/new'))
  await page.getByLabel('Domain name').fill(DELTA)
  await page.getByRole('button', { name: 'Add zone' }).click()
  await expect(page.getByText(`${DELTA} is already in this account`)).toBeVisible()
  await page.getByRole('link', { name: 'Open the zone' }).click()
  await expect(page.getByRole('heading', { name: DELTA })).toBeVisible()
  expect(await sandbox.calls('POST', /zones$/)).toHaveLength(0)
})

test('a lost answer is settled by looking, and never sent again by itself', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(path(SEED.accounts.empty, '/new'))
  const add = page.getByRole('button', { name: 'Add zone' })
  await page.getByLabel('Domain name').fill('lost-reply.com')
  await sandbox.fail({ method: 'POST', path: 'zones$', kind: 'lose_reply' })
  await add.click()
  await expect(page.getByRole('heading', { name: 'lost-reply.com' })).toBeVisible()

  await page.goto(path(SEED.accounts.empty, '/new'))
  await page.getByLabel('Domain name').fill('never-arrived.com')
  await sandbox.fail({ method: 'POST', path: 'zones$', kind: 'reset' })
  await add.click()
  await expect(page.getByText('It is not known whether never-arrived.com was added')).toBeVisible()
  await expect(add).toBeDisabled()
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(page.getByText('never-arrived.com is not in this account')).toBeVisible()
  await page.getByRole('button', { name: 'Add it again' }).click()
  await expect(page.getByRole('heading', { name: 'never-arrived.com' })).toBeVisible()
  expect(await sandbox.calls('POST', /zones$/)).toHaveLength(3)
})

test('a zone is deleted once its name is typed, by an administrator only', async ({
  page,
  another,
  sandbox,
  signInAs,
}) => {
  const operator = await another('operator')
  await operator.page.goto(path(SEED.accounts.plain, `/${seedZone(DELTA)}`))
  await expect(operator.page.getByRole('heading', { name: DELTA })).toBeVisible()
  await expect(operator.page.getByRole('button', { name: 'Delete zone' })).toHaveCount(0)

  await signInAs('admin')
  await page.goto(path(SEED.accounts.plain, `/${seedZone(DELTA)}`))
  await page.getByRole('button', { name: 'Delete zone' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog.getByRole('button', { name: 'Delete zone' })).toBeDisabled()
  await dialog.getByLabel('Zone name').fill(DELTA)
  await sandbox.fail({ method: 'DELETE', path: '/zones/', kind: 'status', status: 403, code: 10000 })
  await dialog.getByRole('button', { name: 'Delete zone' }).click()
  await expect(dialog.getByText('Request ID')).toBeVisible()
  await dialog.getByRole('button', { name: 'Delete zone' }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(`${DELTA} was deleted`)
  await expect(page.getByText('This account has no zones yet')).toBeVisible()
})

test('a zone that somebody else has just deleted is what was wanted', async ({ page, sandbox, signInAs }) => {
  await signInAs('admin')
  await page.goto(path(SEED.accounts.plain, `/${seedZone(DELTA)}`))
  await page.getByRole('button', { name: 'Delete zone' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByLabel('Zone name').fill(DELTA)
  await sandbox.call('DELETE', `/zones/${seedZone(DELTA)}`)
  await dialog.getByRole('button', { name: 'Delete zone' }).click()
  await expect(page.getByText('This account has no zones yet')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(
    `${DELTA} was already deleted`,
  )
})

test('a zone of another account and an unknown one are the same clean 404', async ({ page, signInAs }) => {
  await signInAs('admin')
  for (const id of [seedZone('acme-logistics.com'), 'f'.repeat(32), 'nonsense']) {
    const answer = await page.goto(path(SEED.accounts.plain, `/${id}`))
    expect(answer!.status()).toBe(404)
    await expect(page.getByText('There is no zone with this ID in the account')).toBeVisible()
  }
})

test('a zone can be read and changed on a telephone', async ({ page, signInAs }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signInAs('operator')
  const zone = path(SEED.accounts.busy, `/${seedZone('brightwave-cdn.net')}`)
  for (const address of [path(SEED.accounts.busy), path(SEED.accounts.busy, '/new'), zone, `${zone}/plan`]) {
    await page.goto(address)
    await expect(page.getByRole('navigation', { name: 'Account' })).toBeVisible()
    await expectNoSidewaysScroll(page)
  }
})
