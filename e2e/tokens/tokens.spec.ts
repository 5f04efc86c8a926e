import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, seedZone, test } from '../support/test'
import { SERVER_LOG } from '../support/env'
import { TOKEN_GROUPS } from '../../lib/sandbox/token-groups'

const account = SEED.accounts.tokens
const path = (rest = '', of: string = account) => `/accounts/${of}/tokens${rest}`
const group = (name: string) => TOKEN_GROUPS.find((each) => each.name === name)!.id

test('the tokens of an account are listed in words, filtered by the address, and lead to their page', async ({
  page,
  signInAs,
}) => {
  await signInAs('support')
  await page.goto(`/accounts/${account}`)
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'API Tokens' }).click()
  const table = page.getByRole('table', { name: 'API tokens' })
  await expect(table.getByRole('rowheader')).toHaveCount(5)
  const pipeline = table.getByRole('row', { name: /Deploy pipeline/ })
  await expect(pipeline).toContainText('DNS: Edit')
  await expect(pipeline).toContainText('All zones')
  await expect(pipeline).toContainText(/Ends in \d days/)
  await expect(table.getByRole('row', { name: /Old contractor/ })).toContainText('Expired')
  await expect(page.getByRole('link', { name: 'Create token' })).toHaveCount(0)
  await expectAccessible(page)

  await page.getByLabel('Status', { exact: true }).selectOption('Ends within 30 days')
  await expect(page).toHaveURL(/status=ending/)
  await expect(table.getByRole('rowheader')).toHaveText(['Deploy pipeline', 'DNS sync'])
  await page.getByRole('searchbox', { name: 'Filter by name' }).fill('nothing like it')
  await expect(page.getByText('No API token matches these filters')).toBeVisible()
  await page.getByRole('link', { name: 'Clear filters' }).click()

  await table.getByRole('link', { name: 'DNS sync' }).click()
  await expect(page.getByRole('heading', { name: 'DNS sync' })).toBeVisible()
  const details = page.getByRole('region', { name: 'Details' })
  await expect(details).toContainText('203.0.113.0/24')
  await expect(details.getByRole('button', { name: 'Copy Token ID' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Permissions' })).toContainText('DNS & Zones')
  for (const name of ['Disable', 'Roll token', 'Delete token'])
    await expect(page.getByRole('button', { name })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Edit' })).toHaveCount(0)
  await expectAccessible(page)
})

test('a token is made from a template, shown once, verified, and its value is kept nowhere', async ({
  page,
  sandbox,
  database,
  signInAs,
}) => {
  test.setTimeout(90_000)
  await signInAs('operator')
  // From where this console asks, and the token may be used.
  await sandbox.set({ clientAddress: '203.0.113.7' })
  await page.goto(path())
  await page.getByRole('link', { name: 'Create token' }).click()
  await page.getByRole('radio', { name: 'Edit zone DNS' }).check()
  const permissions = page.getByRole('group', { name: 'Permissions' })
  await expect(permissions.getByRole('checkbox', { name: 'DNS: Edit' })).toBeChecked()

  // By keyboard: search, down into the ticks, tick.
  const search = page.getByRole('searchbox', { name: 'Search permissions' })
  await search.fill('cache')
  await expect(permissions.getByRole('checkbox')).toHaveCount(1)
  await search.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(permissions.getByRole('checkbox', { name: 'Cache Purge' })).toBeChecked()
  await expect(page.getByRole('radio', { name: 'Custom' })).toBeChecked()

  await page.getByRole('radio', { name: 'Chosen zones' }).check()
  await page.getByLabel('Allowed addresses').fill('203.0.113.0/240')
  await page.getByRole('button', { name: 'Create token' }).click()
  await expect(page.getByText('Give the token a name.')).toBeVisible()
  await expect(page.getByText('Choose at least one zone, or all zones.')).toBeVisible()
  await expect(page.getByText('“203.0.113.0/240” is not an IP address')).toBeVisible()
  await expect(page.getByLabel('Token name')).toBeFocused()

  await page.getByLabel('Token name').fill('Release robot')
  await page.getByLabel('Allowed addresses').fill('203.0.113.0/24')
  await page.getByRole('checkbox', { name: 'lumen-works.dev' }).check()
  await page.getByLabel('End date').fill('2040-12-31')
  const summary = page.getByRole('region', { name: 'What this token will be able to do' })
  await expect(summary).toContainText('In lumen-works.dev')
  await expect(summary).toContainText('Edit: DNS')
  await expect(summary).toContainText('Only 203.0.113.0/24')
  await expect(summary).toContainText('until the end of 31 Dec 2040, UTC')
  await expectAccessible(page)
  await page.reload()
  await expect(page.getByLabel('Token name')).toHaveValue('Release robot')
  await expect(page.getByRole('checkbox', { name: 'lumen-works.dev' })).toBeChecked()
  await expect(summary).toContainText('Allow: Cache Purge')
  await page.getByRole('button', { name: 'Create token' }).click()

  await expect(page.getByText('Release robot was created')).toBeVisible()
  const value = await page.getByRole('textbox', { name: 'API token' }).inputValue()
  expect(value).toMatch(/^cfat_/)
  await page.getByText('Verify it in a terminal').click()
  await expect(page.getByText('Bearer $CLOUDFLARE_API_TOKEN')).toBeVisible()
  await expectAccessible(page)
  const [sent] = await sandbox.calls('POST', /tokens$/)
  expect(sent!.body).toMatchObject({
    name: 'Release robot',
    policies: [
      {
        permission_groups: [{ id: group('DNS Write') }, { id: group('Cache Purge') }],
        resources: { [`com.cloudflare.api.account.zone.${seedZone('lumen-works.dev')}`]: '*' },
      },
    ],
    condition: { request_ip: { in: ['203.0.113.0/24'] } },
    expires_on: '2040-12-31T23:59:59Z',
  })
  await page.getByRole('button', { name: 'Verify now' }).click()
  await expect(page.getByText('The token is active')).toBeVisible()
  const done = page.getByRole('button', { name: 'Done' })
  await expect(done).toBeDisabled()
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await done.click()

  await expect(page.getByRole('heading', { name: 'Release robot' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Permissions' })).toContainText('lumen-works.dev')
  await expectNowhere(page, database, value)
})

test('a token that reaches nearly everything asks twice', async ({ page, sandbox, signInAs }) => {
  await signInAs('operator')
  await page.goto(path('/new'))
  await page.getByRole('radio', { name: 'Read only' }).check()
  await page.getByLabel('Token name').fill('Master key')
  const search = page.getByRole('searchbox', { name: 'Search permissions' })
  await search.fill('api tokens edit')
  await page.getByRole('checkbox', { name: 'Account API Tokens: Edit' }).check()
  await expect(page.getByText('This is nearly full access')).toBeVisible()
  await page.getByRole('button', { name: 'Create token' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Should this token be able to do nearly everything?' })
  const confirm = dialog.getByRole('button', { name: 'Create token' })
  await expect(confirm).toBeDisabled()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await sandbox.calls('POST', /tokens$/)).toEqual([])
  await page.getByRole('button', { name: 'Create token' }).click()
  await dialog.getByLabel('Token name').fill('Master key')
  await confirm.click()
  await expect(page.getByRole('textbox', { name: 'API token' })).toHaveValue(/^cfat_/)
  expect(await sandbox.calls('POST', /tokens$/)).toHaveLength(1)
})

test('a lost answer is settled by looking: found without its value, or created again by the person', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await fillNew(page, 'Lost and found')
  await sandbox.fail({ method: 'POST', path: 'tokens$', kind: 'lose_reply' })
  await page.getByRole('button', { name: 'Create token' }).click()
  await expect(page.getByText('Lost and found was created, but its value is lost')).toBeVisible()
  await page.getByRole('button', { name: 'Roll token' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Roll token' }).click()
  await expect(page.getByRole('textbox', { name: 'New value' })).toHaveValue(/^cfat_/)
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()

  await fillNew(page, 'Never arrived')
  await sandbox.fail({ method: 'POST', path: 'tokens$', kind: 'reset' })
  await page.getByRole('button', { name: 'Create token' }).click()
  await expect(page.getByText('It is not known whether Never arrived was created')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create token' })).toBeDisabled()
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(page.getByText('Never arrived is not in this account')).toBeVisible()
  await page.getByRole('button', { name: 'Create it again' }).click()
  await expect(page.getByText('Never arrived was created', { exact: true })).toBeVisible()
  expect(await sandbox.calls('POST', /tokens$/)).toHaveLength(3)
})

test('a refusal by Cloudflare lands where it belongs, and nothing filled in is lost', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await fillNew(page, 'Refused')
  await sandbox.fail({ method: 'POST', path: 'tokens$', kind: 'status', status: 403, code: 10000 })
  await page.getByRole('button', { name: 'Create token' }).click()
  const alert = page.getByRole('alert').filter({ hasText: 'The token was not created' })
  await expect(alert).toContainText('CLOUDFLARE_API_TOKEN')
  await expect(alert).toContainText('Request ID')
  await sandbox.fail({
    method: 'POST',
    path: 'tokens$',
    kind: 'status',
    status: 400,
    code: 400,
    message: 'expires_on is too far away',
  })
  await page.getByLabel('End date').fill('2099-01-01')
  await page.getByRole('button', { name: 'Create token' }).click()
  await expect(page.getByText('Cloudflare did not accept this end date.')).toBeVisible()
  await expect(page.getByLabel('End date')).toBeFocused()
  await expect(page.getByLabel('Token name')).toHaveValue('Refused')
  await page.getByRole('button', { name: 'Create token' }).click()
  await expect(page.getByText('Refused was created')).toBeVisible()
})

test('a token is changed, disabled, enabled, rolled and deleted', async ({
  page,
  sandbox,
  database,
  signInAs,
}) => {
  test.setTimeout(90_000)
  await signInAs('admin')
  await sandbox.set({ clientAddress: '203.0.113.7' })
  await page.goto(path())
  await page.getByRole('link', { name: 'DNS sync' }).click()
  await page.getByRole('link', { name: 'Edit' }).click()
  // A day that stays keeps its moment.
  await expect(page.getByRole('region', { name: 'Validity' })).toContainText(/Currently: .* 00:00:00 UTC/)
  await page.getByLabel('Token name').fill('DNS sync, new server')
  await page.getByLabel('Refused addresses').fill('')
  await page.getByRole('checkbox', { name: 'Zone: Read' }).check()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save token' }).click()
  await expect(page.getByRole('heading', { name: 'DNS sync, new server' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Permissions' })).toContainText('Zone: Read')
  const [sent] = await sandbox.calls('PUT', /tokens\/\w+$/)
  expect(sent!.body).toMatchObject({
    condition: { request_ip: { in: ['203.0.113.0/24'] } },
    status: 'active',
  })

  const dialog = page.getByRole('alertdialog')
  const details = page.getByRole('region', { name: 'Details' })
  await page.getByRole('button', { name: 'Disable' }).click()
  await dialog.getByRole('button', { name: 'Disable token' }).click()
  await expect(details).toContainText('Disabled')
  await page.getByRole('button', { name: 'Enable' }).click()
  await dialog.getByRole('button', { name: 'Enable token' }).click()
  await expect(details).toContainText('Active')

  await page.getByRole('button', { name: 'Roll token' }).click()
  await sandbox.fail({ method: 'PUT', path: 'value$', kind: 'lose_reply' })
  await dialog.getByRole('button', { name: 'Roll token' }).click()
  await expect(page.getByText('The token was rolled, and its new value is lost')).toBeVisible()
  await page.getByRole('button', { name: 'Roll again' }).click()
  await dialog.getByRole('button', { name: 'Roll token' }).click()
  await expect(page.getByText('The old value no longer works')).toBeVisible()
  const value = await page.getByRole('textbox', { name: 'New value' }).inputValue()
  expect(value).toMatch(/^cfat_/)
  await expectAccessible(page)
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await page.getByRole('button', { name: 'Done' }).click()

  await page.getByLabel('Token value').fill('nonsense')
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await expect(page.getByText('This is not the value of a token.')).toBeVisible()
  await page.getByLabel('Token value').fill(`cfat_${'x'.repeat(48)}`)
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await expect(page.getByText('Cloudflare does not accept this value')).toBeVisible()
  // Values of the older kind have no mark by which a log could blot them out.
  const older = 'Qz7pL0aX4mN8sD2fG6hJ1kV5bC9wE3rT_yU-iO0p'
  await sandbox.fail({
    method: 'GET',
    path: 'verify$',
    kind: 'status',
    status: 500,
    message: `cannot read ${older}`,
    times: 3,
  })
  await page.getByLabel('Token value').fill(older)
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await expect(page.getByText('The token was not verified')).toBeVisible()
  await page.getByLabel('Token value').fill(value)
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await expect(page.getByText('The token is active')).toBeVisible()
  await expectNowhere(page, database, older)
  await expect(page.getByLabel('Token value')).toHaveValue('')
  await expectNowhere(page, database, value)

  await page.getByRole('button', { name: 'Delete token' }).click()
  const remove = dialog.getByRole('button', { name: 'Delete token' })
  await expect(remove).toBeDisabled()
  await dialog.getByLabel('Token name').fill('DNS sync, new server')
  await sandbox.fail({ method: 'DELETE', path: 'tokens/', kind: 'status', status: 403, code: 10000 })
  await remove.click()
  await expect(dialog.getByText('CLOUDFLARE_API_TOKEN')).toBeVisible()
  await remove.click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('was deleted')
  await expect(page.getByRole('table', { name: 'API tokens' }).getByRole('rowheader')).toHaveCount(4)
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Activity' }).click()
  await expect(page.getByRole('link', { name: 'Delete API token' }).first()).toBeVisible()
})

test('a token whose permissions the form cannot show keeps them when the rest is changed', async ({
  page,
  sandbox,
  signInAs,
}) => {
  const policies = [
    {
      effect: 'allow',
      permission_groups: [{ id: group('DNS Write') }],
      resources: { [`com.cloudflare.api.account.${account}`]: { 'com.cloudflare.api.account.zone.*': '*' } },
    },
    {
      effect: 'deny',
      permission_groups: [{ id: group('DNS Write') }],
      resources: { [`com.cloudflare.api.account.zone.${seedZone('lumen-works.dev')}`]: '*' },
    },
  ]
  const made = await sandbox.call('POST', `/accounts/${account}/tokens`, { name: 'All but one', policies })
  const { id } = ((await made.json()) as { result: { id: string } }).result
  await signInAs('operator')
  await page.goto(path(`/${id}`))
  const permissions = page.getByRole('region', { name: 'Permissions' })
  await expect(permissions).toContainText('Allowed on all zones')
  await expect(permissions).toContainText('Denied on lumen-works.dev')

  await page.getByRole('link', { name: 'Edit' }).click()
  await expect(page.getByText('They contain more than this form can show')).toBeVisible()
  await expect(page.getByRole('searchbox', { name: 'Search permissions' })).toHaveCount(0)
  await expect(page.getByRole('radio')).toHaveCount(0)
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
  await page.getByLabel('Token name').fill('All but the works')
  await page.getByLabel('Allowed addresses').fill('203.0.113.0/24')
  await page.getByRole('button', { name: 'Save token' }).click()
  await expect(page.getByRole('heading', { name: 'All but the works' })).toBeVisible()
  await expect(permissions).toContainText('Denied on lumen-works.dev')
  const [sent] = await sandbox.calls('PUT', /tokens\/\w+$/)
  expect(sent!.body).toMatchObject({
    name: 'All but the works',
    policies,
    condition: { request_ip: { in: ['203.0.113.0/24'] } },
  })
})

test('a token that came without its addresses is said to have, and one that nobody can use too', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await sandbox.set({ newTokenCondition: 'dropped' })
  await page.goto(path('/new'))
  await page.getByRole('radio', { name: 'Zone read' }).check()
  await page.getByLabel('Token name').fill('Office only')
  await page.getByLabel('Allowed addresses').fill('203.0.113.0/24')
  await page.getByRole('button', { name: 'Create token' }).click()
  const fault = page.getByRole('alert').filter({ hasText: 'Office only was created, but not as you asked' })
  await expect(fault).toContainText('Its client addresses are not the ones you entered')
  await expect(fault).toBeVisible()
  await expectAccessible(page)

  await page.goto(path('/new'))
  await page.getByRole('radio', { name: 'Zone read' }).check()
  await page.getByLabel('Token name').fill('Office too')
  await page.getByLabel('Allowed addresses').fill('203.0.113.0/24')
  await sandbox.fail({ method: 'POST', path: 'tokens$', kind: 'lose_reply' })
  await page.getByRole('button', { name: 'Create token' }).click()
  const lost = page.getByRole('alert').filter({ hasText: 'Office too was created, but not as you asked' })
  await expect(lost).toContainText('Its client addresses are not the ones you entered')
  // A new value would work from anywhere.
  await expect(page.getByRole('button', { name: 'Roll token' })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Open the token' })).toBeVisible()

  await sandbox.set({ newTokenCondition: 'kept' })
  const policies = [
    {
      effect: 'allow',
      permission_groups: [{ id: group('DNS Write') }],
      resources: { [`com.cloudflare.api.account.${account}`]: { 'com.cloudflare.api.account.zone.*': '*' } },
    },
  ]
  const body = { name: 'Shut', policies, condition: {} }
  const made = await sandbox.call('POST', `/accounts/${account}/tokens`, body)
  const { id } = ((await made.json()) as { result: { id: string } }).result
  await page.goto(path(`/${id}`))
  // The value of the other one is not saved.
  await expect(page.getByText('Nobody can use this token')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Edit' }).click()
  await expect(page.getByText('Nowhere (unchanged)')).toBeVisible()
  await page.getByLabel('Token name').fill('Still shut')
  await page.getByRole('button', { name: 'Save token' }).click()
  await expect(page.getByRole('heading', { name: 'Still shut' })).toBeVisible()
  await expect(page.getByText('Nobody can use this token')).toBeVisible()
  await page.goto(path())
  await expect(page.getByRole('row', { name: /Still shut/ })).toContainText('Nobody can use this token')
})

test('operators do not delete, and the form is not for support', async ({ page, another, signInAs }) => {
  await signInAs('operator')
  await page.goto(path())
  await page.getByRole('link', { name: 'Monitoring' }).click()
  await expect(page.getByRole('button', { name: 'Roll token' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Delete token' })).toHaveCount(0)
  const token = new URL(page.url()).pathname
  const support = await another('support')
  for (const address of [path('/new'), `${token}/edit`])
    expect((await support.page.request.get(address)).status()).toBe(403)
})

test('a token of another account and an unknown one are the same clean 404', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('admin')
  const { tokens } = (await sandbox.state()) as unknown as { tokens: { id: string; account: string }[] }
  const foreign = tokens.find((token) => token.account === SEED.accounts.busy)!.id
  for (const id of [foreign, 'f'.repeat(32), 'nonsense'])
    for (const rest of ['', '/edit']) {
      const answer = await page.goto(path(`/${id}${rest}`))
      expect(answer!.status()).toBe(404)
      await expect(page.getByText('There is no API token with this ID in the account')).toBeVisible()
    }
})

test('without the right credential the page says what to set', async ({ page, sandbox, signInAs }) => {
  await signInAs('operator')
  await sandbox.fail({ method: 'GET', path: 'tokens$', kind: 'status', status: 403, code: 10000 })
  await page.goto(path('', SEED.accounts.empty))
  const alert = page.getByRole('alert').filter({ hasText: 'The API tokens could not be listed' })
  await expect(alert).toContainText('An administrator should set CLOUDFLARE_API_TOKEN')
  await alert.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByText('This account has no API tokens yet')).toBeVisible()
})

test('tokens can be read and made on a telephone', async ({ page, signInAs }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signInAs('admin')
  await page.goto(path())
  await expect(page.getByRole('table', { name: 'API tokens' }).getByRole('rowheader')).toHaveCount(5)
  await expectNoSidewaysScroll(page)
  await page.getByRole('link', { name: 'DNS sync' }).click()
  await expect(page.getByRole('region', { name: 'Permissions' })).toBeVisible()
  await page.getByText('Verify it in a terminal').click()
  await expectNoSidewaysScroll(page)
  await page.goto(path('/new'))
  await page.getByRole('radio', { name: 'Read only' }).check()
  await page.getByRole('radio', { name: 'Chosen zones' }).check()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
})

async function fillNew(page: Page, name: string): Promise<void> {
  await page.goto(path('/new'))
  await page.getByRole('radio', { name: 'Zone read' }).check()
  await page.getByLabel('Token name').fill(name)
}

async function expectNowhere(
  page: Page,
  database: { query(sql: string): Promise<{ rows: Record<string, string>[] }> },
  value: string,
): Promise<void> {
  const secret = value.slice(5, 30)
  const { rows } = await database.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  )
  for (const { name } of rows) {
    const { rows: kept } = await database.query(
      `SELECT coalesce(string_agg(t::text, E'\\n'), '') AS text FROM "${name}" t`,
    )
    expect(kept[0]!.text!.includes(secret), `the value in table ${name}`).toBe(false)
  }
  expect(readFileSync(SERVER_LOG, 'utf8').includes(secret), 'the value in the log').toBe(false)
  const browser = await page.evaluate(() =>
    JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]),
  )
  expect(browser.includes(secret), 'the value in the browser’s stores').toBe(false)
  expect(page.url().includes(secret)).toBe(false)
  const fresh = await page.request.get(page.url())
  expect((await fresh.text()).includes(secret), 'the value in the page').toBe(false)
}
