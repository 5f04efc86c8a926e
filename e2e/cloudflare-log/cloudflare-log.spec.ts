import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { askAsPage } from '../support/actions'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test, type Sandbox } from '../support/test'

// Long walks, on machines that have much else to do.
test.describe.configure({ timeout: 60_000 })

const { busy, plain, empty } = SEED.accounts
const path = (account: string, query = '') => `/accounts/${account}/audit-log${query}`
const table = (page: Page) => page.getByRole('table', { name: 'Audit log' })
const rows = (page: Page) => table(page).getByRole('rowheader')
const row = (page: Page, text: string) => table(page).getByRole('row').filter({ hasText: text })
const addZone = (sandbox: Sandbox, account: string, name: string) =>
  sandbox.call('POST', '/zones', { name, account: { id: account } })
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

test('what somebody did here says so by name; what our credentials did elsewhere says that', async ({
  page,
  another,
  sandbox,
  signInAs,
}) => {
  const olive = await another('operator', 'Olive Operator')
  await olive.page.goto(`/accounts/${empty}/members/invite`)
  await olive.page.getByLabel('Email addresses').fill('new.person@customer.example')
  await olive.page.getByRole('button', { name: 'Send invitations' }).click()
  await expect(olive.page.getByRole('heading', { name: /sent/ })).toBeVisible()
  await addZone(sandbox, empty, 'made-elsewhere.com')

  await signInAs('support')
  await page.goto(`/accounts/${empty}`)
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Audit Log' }).click()
  await expect(page.getByRole('heading', { name: 'Audit Log' })).toBeVisible()
  await expect(row(page, 'Create member')).toContainText('made here, by Olive Operator')
  await expect(row(page, 'Create zone')).toContainText('made outside this console')
  await expect(row(page, 'Create zone')).toContainText('made-elsewhere.com')
  await expect(page.getByText('That is everything in this range.')).toBeVisible()
  await expectAccessible(page)

  await row(page, 'Create zone').getByRole('link').click()
  await expect(page.getByRole('dialog', { name: 'Create zone' })).toContainText(
    'somebody used them elsewhere',
  )
  await page.keyboard.press('Escape')

  await row(page, 'Create member').getByRole('link').click()
  const drawer = page.getByRole('dialog', { name: 'Create member' })
  await expect(drawer.getByRole('region', { name: 'Request as JSON' })).toContainText(
    'new.person@customer.example',
  )
  await expectAccessible(page)
  await drawer.getByRole('link', { name: 'Show it in Activity' }).click()
  const event = page.getByRole('dialog', { name: 'Invite member' })
  await expect(event).toContainText(olive.email)
})

test('an answer that was lost raises no alarm', async ({ page, sandbox, signInAs }) => {
  await signInAs('operator', 'Olive Operator')
  await page.goto(`/accounts/${empty}/zones/new`)
  await page.getByLabel('Domain name').fill('lost-reply.com')
  await sandbox.fail({ method: 'POST', path: 'zones$', kind: 'lose_reply' })
  await page.getByRole('button', { name: 'Add zone' }).click()
  await expect(page.getByRole('heading', { name: 'lost-reply.com' })).toBeVisible()
  await page.goto(path(empty))
  await expect(row(page, 'Create zone')).toContainText('perhaps made here, by Olive Operator')
})

test('a row opens over the list, at an address of its own, and the list keeps its place', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('auditor')
  await page.goto(path(busy, '?range=30d&actor=Deploy+pipeline'))
  await expect(row(page, 'Token “Deploy pipeline”').first()).toBeVisible()
  const before = (await sandbox.calls('GET', /logs\/audit$/)).length
  const link = rows(page).nth(1).getByRole('link')
  await link.click()
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByRole('region', { name: 'Actor' })).toContainText('203.0.113.81')
  await expect(drawer.getByRole('region', { name: 'What it was about' })).toContainText('Ray ID')
  await expect(page).toHaveURL(/entry=/)
  // The list was not read again for it.
  expect(await sandbox.calls('GET', /logs\/audit$/)).toHaveLength(before + 1)
  const address = page.url()
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(link).toBeFocused()
  await expect(page).not.toHaveURL(/entry=/)

  await page.goto(address)
  await drawer.getByText('The whole entry').click()
  await expect(drawer.getByRole('region', { name: 'The whole entry as JSON' })).toContainText('"cf_ray_id"')
  await page.goto(address.replace(busy, plain))
  await expect(drawer).toContainText('no such entry for this account')
  await drawer.getByRole('button', { name: 'Close' }).click()
  await expect(drawer).toBeHidden()
})

test('more rows come as the end comes into sight, or by the keyboard, until the end is said', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('support')
  await page.goto(path(busy, `?range=custom&from=${daysAgo(89)}`))
  await expect(rows(page)).toHaveCount(50)
  await expect(page.getByText('50 rows so far')).toBeVisible()

  // A fault of a later page keeps the rows.
  await sandbox.fail({ method: 'GET', path: 'logs/audit$', kind: 'status', status: 500, times: 3 })
  await page.getByRole('button', { name: 'Load more' }).press('Enter')
  await expect(page.getByText('The next rows could not be read')).toBeVisible()
  await expect(rows(page)).toHaveCount(50)
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect.poll(() => rows(page).count()).toBeGreaterThanOrEqual(100)

  const end = page.getByText(/That is everything in this range/)
  await expect(async () => {
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await expect(end).toBeVisible({ timeout: 1_000 })
  }).toPass()
  expect(await rows(page).count()).toBeGreaterThan(240)
  await expect(page.getByRole('button', { name: 'Load more' })).toHaveCount(0)
})

test('the filters are in the address, each is looked for as a whole, and a wrong one is said at its field', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('support')
  await page.goto(path(busy))
  await expect(page.getByLabel('Range')).toHaveValue('')
  await page.getByLabel('Range').selectOption('Last 30 days')
  await page.getByLabel('Result').selectOption('Failure')
  await expect(page).toHaveURL(/range=30d.*result=failure|result=failure.*range=30d/)
  await expect(table(page).getByText('Success')).toHaveCount(0)
  await expect(table(page).getByText('Failure').first()).toBeVisible()
  await page.getByLabel('Result').selectOption('All results')
  await page.getByLabel('Product', { exact: true }).selectOption('All of DNS and zones')
  await expect(table(page).getByText('Member', { exact: true })).toHaveCount(0)
  await expect(table(page).getByText('DNS record').first()).toBeVisible()

  await page.getByText('More filters').click()
  await page.getByLabel('Actor').fill('dana.whitlock@halyard.example')
  await page.getByLabel('Actor').press('Enter')
  await expect(page).toHaveURL(/actor=dana/)
  await expect(table(page).getByText('omar.haddad@halyard.example')).toHaveCount(0)
  await expect(table(page).getByText('dana.whitlock@halyard.example').first()).toBeVisible()
  await page.getByLabel('Zone').fill('no-such-zone.com')
  await page.getByLabel('Zone').press('Enter')
  await expect(page.getByText('No row matches these filters')).toBeVisible()

  const asked = (await sandbox.calls('GET', /logs\/audit$/)).length
  await page.getByLabel('IP address').fill('192.0.2')
  await page.getByLabel('IP address').press('Enter')
  await expect(page.getByLabel('IP address')).toHaveAccessibleDescription(/complete IP address/)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page.getByLabel('Range')).toHaveValue('')

  await page.goto(path(busy, `?range=custom&from=${daysAgo(3)}&to=${daysAgo(5)}`))
  await expect(page.getByLabel('From')).toHaveAccessibleDescription('The start is after the end.')
  await expect(page.getByRole('button', { name: 'Export CSV' })).toHaveCount(0)
  await expectAccessible(page)
  await page.getByLabel('From').fill(daysAgo(6))
  await expect(table(page)).toBeVisible()
  expect((await sandbox.calls('GET', /logs\/audit$/)).length).toBeGreaterThan(asked)
})

test('the log can be down without the page, and is tried again', async ({ page, sandbox, signInAs }) => {
  await signInAs('support')
  await sandbox.fail({ method: 'GET', path: 'logs/audit', kind: 'status', status: 503, times: 6 })
  await page.goto(path(plain))
  await expect(page.getByText('Cloudflare’s log could not be read')).toBeVisible()
  await sandbox.clearFaults()
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByText(/in this range/)).toBeVisible()
})

test('administrators and auditors download what is filtered, and the download is on record', async ({
  page,
  another,
  sandbox,
  signInAs,
}) => {
  await addZone(sandbox, empty, 'exported.com')
  await addZone(sandbox, empty, 'left-out.com')
  const auditor = await signInAs('auditor')
  await page.goto(path(empty, '?zone=exported.com&resource=zone'))
  await expect(rows(page)).toHaveCount(1)
  await expect(page.getByText(/at most 10,000 rows/)).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(
    /^tenantdesk-audit-log-of-cloudflare-max-10000-rows-[\d-]{10}\.csv$/,
  )
  const text = readFileSync(await file.path(), 'utf8')
  expect(text.trimEnd().split('\r\n')).toHaveLength(2)
  expect(text).toContain('made outside this console')
  expect(text).not.toContain('left-out.com')

  await page.goto(`/accounts/${empty}/activity?action=cloudflare-log.export`)
  const line = page
    .getByRole('table', { name: 'Activity' })
    .getByRole('row')
    .filter({ hasText: auditor.email })
  await expect(line).toContainText('Export Cloudflare’s audit log')
  await expect(line).toContainText('Succeeded')

  for (const role of ['operator', 'support'] as const) {
    const person = await another(role)
    await person.page.goto(path(empty))
    await expect(rows(person.page).first()).toBeVisible()
    await expect(person.page.getByRole('button', { name: 'Export CSV' })).toHaveCount(0)
    const refused = await askAsPage(person.page.request, `/api/accounts/${empty}/audit-log/export`)
    expect(refused.status()).toBe(403)
  }
})

test('nothing is told of an account that is not ours, nor to somebody who is signed out', async ({
  page,
  sandbox,
  signInAs,
}) => {
  const apis = ['', '/entry?id=x&at=2026-11-22T00:00:00Z', '/export']
  for (const api of apis) {
    const answer = await askAsPage(page.request, `/api${path(plain)}${api}`, { maxRedirects: 0 })
    expect([307, 401], api).toContain(answer.status())
  }
  expect(await sandbox.calls()).toEqual([])
  await signInAs('admin')
  for (const id of [SEED.accounts.outside[0]!, 'f'.repeat(32)]) {
    expect((await page.goto(path(id)))!.status()).toBe(404)
    for (const api of apis)
      expect((await askAsPage(page.request, `/api${path(id)}${api}`)).status()).toBe(404)
  }
  expect(await sandbox.calls('GET', /logs\/audit/)).toEqual([])
})

test('the log can be read on a telephone', async ({ page, signInAs }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signInAs('support')
  await page.goto(path(busy, '?range=30d'))
  await expect(rows(page).first()).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await rows(page).first().getByRole('link').click()
  await expect(page.getByRole('dialog').getByRole('region', { name: 'Actor' })).toBeVisible()
  await expectNoSidewaysScroll(page)
})
