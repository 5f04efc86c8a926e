import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { askAsPage } from '../support/actions'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'
import { record } from '../support/record'

// The record outlives every test, so each looks for names of its own.
const unique = (name: string) => `${name} ${randomUUID().slice(0, 8)}`

const table = (page: Page) => page.getByRole('table', { name: 'Activity' })
const line = (page: Page, ...texts: string[]) =>
  texts.reduce((rows, hasText) => rows.filter({ hasText }), table(page).getByRole('row'))
const open = (page: Page, ...texts: string[]) =>
  line(page, ...texts)
    .getByRole('link')
    .first()
    .click()

async function rename(page: Page, accountId: string, name: string) {
  await page.goto(`/accounts/${accountId}/settings`)
  await page.getByLabel('Account Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Review changes' }).click()
  await page.getByRole('button', { name: 'Save changes' }).click()
}

test('a change is one line, whose drawer tells what changed, what Cloudflare answered and what belongs to it', async ({
  page,
  signInAs,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const admin = await signInAs('admin')
  const name = unique('Delta Dental')
  await rename(page, SEED.accounts.plain, name)
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

  await page.goto('/activity')
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill(name)
  await expect(page).toHaveURL(/q=Delta/)
  await expect(line(page, 'Update account', 'Succeeded', admin.email)).toHaveCount(1)
  await expect(line(page, 'In progress')).toHaveCount(0)

  await open(page, 'Save account settings')
  const drawer = page.getByRole('dialog', { name: 'Save account settings' })
  await expect(
    drawer.getByRole('table', { name: 'Changes' }).getByRole('row', { name: /Name/ }),
  ).toContainText(name)
  const call = drawer.getByRole('region', { name: /calls? to Cloudflare/i })
  await expect(call).toContainText('PUT /accounts/{account_id}')
  await expect(call).toContainText('Status 200')
  await call.getByRole('button', { name: 'Copy cf-ray' }).last().click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^[0-9a-f]{16}-[A-Z]{3}$/)
  await expect(drawer.getByRole('region', { name: 'Where it came from' })).toContainText(admin.sessionId)
  await expectAccessible(page)

  const operation = drawer.getByRole('region', { name: 'Same operation' }).getByRole('listitem')
  await expect(operation).toHaveCount(4)
  await expect(operation.first()).toContainText('Update account')
  await expect(operation.last()).toContainText('Succeeded')
  await operation.last().getByRole('link', { name: 'Update account' }).click()
  await expect(page.getByRole('dialog', { name: 'Update account' })).toBeVisible()
})

test('a drawer closes by keyboard to the list as it was, with the focus where it came from', async ({
  page,
  signInAs,
  database,
}) => {
  await signInAs('auditor')
  const name = unique('Opened')
  const id = await record(database, { name })
  await page.goto(`/activity?q=${encodeURIComponent(name)}`)
  await line(page, name).getByRole('link').first().focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Update account' })).toContainText(name)
  await expect(page).toHaveURL(new RegExp(`event=${id}`))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page).not.toHaveURL(/event=/)
  await expect(page).toHaveURL(/q=Opened/)
  await expect(line(page, name).getByRole('link').first()).toBeFocused()
  await page.goBack()
  await expect(page.getByRole('dialog', { name: 'Update account' })).toBeVisible()
})

test('nothing is sent, and the person is told, when the audit cannot be written', async ({
  page,
  signInAs,
  sandbox,
  database,
}) => {
  await signInAs('admin')
  await page.goto(`/accounts/${SEED.accounts.plain}/settings`)
  await page.getByLabel('Account Name', { exact: true }).fill('Never Sent Ltd')
  await page.getByRole('button', { name: 'Review changes' }).click()
  await database.query(
    `CREATE FUNCTION e2e_break_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$`,
  )
  try {
    await database.query(
      'CREATE TRIGGER e2e_break_audit BEFORE INSERT ON audit_event EXECUTE FUNCTION e2e_break_audit()',
    )
    await page.getByRole('button', { name: 'Save changes' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'could not be written' }).first()).toContainText(
      'this was not sent',
    )
    expect(await sandbox.calls('PUT')).toHaveLength(0)
  } finally {
    await database.query('DROP FUNCTION e2e_break_audit CASCADE')
  }
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Never Sent Ltd' })).toBeVisible()
})

test('filters live in the address: back and forward, a reload, and clearing them', async ({
  page,
  signInAs,
  database,
}) => {
  const admin = await signInAs('admin')
  const name = unique('Filtered')
  await record(database, { name, phase: 'failed', action: 'account.delete' })
  await record(database, { name, phase: 'succeeded', email: admin.email, actorId: admin.id })
  await page.goto(`/activity?q=${encodeURIComponent(name)}`)
  await expect(line(page, name)).toHaveCount(2)

  await page.getByLabel('Result').selectOption('Failed')
  await expect(line(page, name)).toHaveCount(1)
  await expect(line(page, 'Delete account', 'Failed')).toBeVisible()
  await page.goBack()
  await expect(line(page, name)).toHaveCount(2)
  await expect(page.getByLabel('Result')).toHaveValue('')
  await page.goForward()
  await expect(line(page, name)).toHaveCount(1)
  await page.reload()
  await expect(page.getByLabel('Result')).toHaveValue('failed')
  await expect(line(page, name)).toHaveCount(1)

  await page.getByLabel('Person').selectOption(admin.email)
  await expect(page.getByText('No activity matches these filters')).toBeVisible()
  await page.getByLabel('Result').selectOption('')
  await expect(line(page, name, admin.email)).toHaveCount(1)
  await page.getByLabel('Action').selectOption('Delete account')
  await expect(page.getByText('No activity matches these filters')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page).toHaveURL(/\/activity$/)
  await expect(page.getByRole('searchbox', { name: 'Search', exact: true })).toHaveValue('')
})

test('a search of less than three characters is not made, and the field says so', async ({
  page,
  signInAs,
}) => {
  await signInAs('auditor')
  await page.goto('/activity')
  const search = page.getByRole('searchbox', { name: 'Search', exact: true })
  await search.fill('ab')
  await expect(search).toHaveAccessibleDescription('Type at least 3 characters.')
  await expect(page).toHaveURL(/\/activity$/)
  await search.fill('abz')
  await expect(page).toHaveURL(/q=abz/)
  await expect(search).toHaveAccessibleDescription('')
  await page.goto('/activity?q=--')
  await expect(search).toHaveAccessibleDescription(/including two letters or digits/)
  await expect(page.getByText('Search is ignored')).toBeVisible()
})

test('days are whole and UTC, and a day that is none is said to be ignored', async ({
  page,
  signInAs,
  database,
}) => {
  await signInAs('auditor')
  const name = unique('Dated')
  await record(database, { name, at: '2020-02-29T23:59:59.999Z' })
  const at = (from: string, to: string) =>
    page.goto(`/activity?q=${encodeURIComponent(name)}&from=${from}&to=${to}`)
  await at('2020-02-29', '2020-02-29')
  await expect(line(page, name)).toHaveCount(1)
  await at('2020-03-01', '2020-03-01')
  await expect(page.getByText('No activity matches these filters')).toBeVisible()
  await at('2020-02-30', '2020-03-01')
  await expect(page.getByText('From is ignored')).toBeVisible()
})

test('pages go to older lines and back, and what arrives meanwhile moves nothing', async ({
  page,
  signInAs,
  database,
}) => {
  await signInAs('admin')
  const name = unique('Paged')
  for (let number = 1; number <= 60; number++) await record(database, { name: `${name} #${number}.` })
  await page.goto(`/activity?q=${encodeURIComponent(name)}`)
  await expect(line(page, name)).toHaveCount(50)
  await expect(line(page, '#60.')).toBeVisible()
  await record(database, { name: `${name} #61.` })
  await page.getByRole('link', { name: 'Older' }).click()
  await expect(line(page, name)).toHaveCount(10)
  await expect(line(page, '#10.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Older' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Newer' }).click()
  await expect(line(page, '#60.')).toBeVisible()
  await page.getByRole('link', { name: 'Newest' }).click()
  await expect(line(page, '#61.')).toBeVisible()
})

test('the export is what is filtered, on record with its number of rows, and runs nothing', async ({
  page,
  signInAs,
  database,
}) => {
  await signInAs('auditor')
  const name = unique('Exported')
  await record(database, { name: `=HYPERLINK("http://evil.example") ${name}` })
  await record(database, { name, phase: 'failed' })
  await record(database, { name: unique('Other') })
  await page.goto(`/activity?q=${encodeURIComponent(name)}`)
  await expect(line(page, name)).toHaveCount(2)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^tenantdesk-activity-\d{4}-\d\d-\d\d\.csv$/)
  const text = readFileSync(await file.path(), 'utf8')
  expect(text.codePointAt(0)).toBe(0xfeff)
  expect(text.trimEnd().split('\r\n')).toHaveLength(3)
  expect(text).toContain(`"'=HYPERLINK(""http://evil.example"") ${name}"`)

  await page.goto('/activity?action=activity.export&result=succeeded')
  await table(page).getByRole('row').nth(1).getByRole('link').first().click()
  const drawer = page.getByRole('dialog', { name: 'Export activity' })
  await expect(drawer.getByRole('region', { name: 'Request' })).toContainText(name)
  await expect(drawer.getByRole('row', { name: /Rows/ })).toContainText('2')
})

test('only administrators and auditors read and export the activity of everyone; a refused export is on record', async ({
  page,
  signInAs,
  another,
}) => {
  for (const role of ['operator', 'support'] as const) {
    const person = await another(role)
    expect((await person.page.goto('/activity'))!.status()).toBe(403)
    expect((await askAsPage(person.page.request, '/api/activity/export')).status()).toBe(403)
    await signInAs('auditor')
    await page.goto(`/activity?q=${person.email}`)
    await expect(line(page, 'Export activity', 'Denied')).toHaveCount(1)
  }
})

test('an account has its own activity, and nothing of another, whatever the address says', async ({
  page,
  signInAs,
  database,
}) => {
  const { plain, busy } = SEED.accounts
  const mine = unique('Mine')
  const theirs = unique('Theirs')
  await record(database, { name: mine, accountId: plain })
  const foreign = await record(database, { name: theirs, accountId: busy })
  await signInAs('support')
  await page.goto(`/accounts/${plain}/activity?account=${busy}`)
  await expect(line(page, mine)).toHaveCount(1)
  await expect(line(page, theirs)).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Export CSV' })).toHaveCount(0)

  await open(page, mine)
  const drawer = page.getByRole('dialog')
  await expect(drawer).toContainText(mine)
  // Where a colleague sits is for those who read everyone's activity.
  await expect(drawer).not.toContainText('203.0.113.7')

  await page.goto(`/accounts/${plain}/activity?event=${foreign}`)
  await expect(page.getByRole('dialog')).toContainText('There is no such entry')
  expect((await page.goto(`/accounts/${'f'.repeat(32)}/activity`))!.status()).toBe(404)
})

test('hostile names are only names, on a telephone too', async ({ page, signInAs, database }) => {
  await signInAs('admin')
  const tag = randomUUID().slice(0, 8)
  const names = [
    `"><img src=x onerror=alert(1)> ${tag}`,
    `\u202Egnp.elif ${tag}`,
    `${'W'.repeat(100)} ${tag}`,
    `شركة الاختبار ${tag}`,
  ]
  for (const name of names) await record(database, { name })
  page.on('dialog', () => expect('a dialog').toBe('never opened'))
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`/activity?q=${tag}`)
  await expect(line(page, tag)).toHaveCount(4)
  await expect(line(page, names[0]!)).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await open(page, names[2]!)
  await expect(page.getByRole('dialog')).toContainText(names[2]!)
  await expectNoSidewaysScroll(page)
})
