import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { askAsPage, builtActions, post, resultOf } from '../support/actions'
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  SEED,
  test as base,
  type Sandbox,
} from '../support/test'
import { record } from '../support/record'

const { tenant: FIRST, secondTenant: SECOND, accounts, units } = SEED

// The app asks for its tenants once a minute; a reset from its own page makes it ask anew.
const test = base.extend<{ tenants: (settings: Parameters<Sandbox['set']>[0]) => Promise<void> }>({
  tenants: async ({ another, sandbox }, provide) => {
    const admin = await another('admin')
    const reset = builtActions().find((action) => action.export === 'resetSandbox')!
    const forget = async () =>
      expect(await resultOf(await post(admin.page.request, reset, {}))).toMatchObject({ ok: true })
    await provide(async (settings) => {
      await forget()
      await sandbox.set(settings)
    })
    await forget()
  },
})

test('the tenant is shown with its units, entitlements, account types and members', async ({
  page,
  signInAs,
}) => {
  await signInAs('support')
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Tenant Details' }).click()
  await expect(page.getByRole('heading', { name: 'Halyard Cloud Partners', level: 1 })).toBeVisible()
  const details = page.getByRole('region', { name: 'Details' })
  await expect(details).toContainText('4 Mar 2019')
  await expect(details).toContainText('emea, gold')
  await expect(details.getByRole('button', { name: 'Copy Tenant ID' })).toBeVisible()

  const unit = page.getByRole('table', { name: 'Tenant Units' }).getByRole('row', { name: /Halyard Resale/ })
  await expect(unit).toContainText(units.resale.id)
  await expect(unit).toContainText('Active')
  await expect(unit).toContainText('dana.whitlock@halyard.example')

  const entitlements = page.getByRole('region', { name: 'Entitlements' })
  const worth = (label: string) =>
    entitlements.getByRole('term').filter({ hasText: label }).locator('xpath=following-sibling::dd')
  await expect(worth('Accept invitations automatically')).toHaveText('No')
  await expect(worth('CNAME setup').first()).toHaveText('Yes')
  await expect(worth('MHS certificates')).toHaveText('Up to 100')
  await expect(worth('support.partner_portal')).toHaveText('Not available')
  await expect(page.getByRole('region', { name: 'Account types allowed' })).toContainText('Enterprise')

  const member = page.getByRole('table', { name: 'Members' }).getByRole('row', { name: /omar\.haddad/ })
  await expect(member).toContainText('Omar Haddad')
  await expect(page.getByRole('combobox', { name: 'Tenant', exact: true })).toHaveCount(0)
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
})

test('a part that cannot be read leaves the others standing', async ({ page, sandbox, signInAs }) => {
  await signInAs('support')
  await sandbox.fail({ method: 'GET', path: 'entitlements$', kind: 'status', status: 500, times: 3 })
  await page.goto('/tenants')
  const failed = page.getByRole('alert').filter({ hasText: 'The entitlements could not be read' })
  await expect(failed).toContainText('Request ID')
  await expect(page.getByRole('region', { name: 'Details' })).toBeVisible()
  await expect(page.getByRole('table', { name: 'Members' })).toBeVisible()
  await sandbox.clearFaults()
  await failed.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByRole('region', { name: 'Entitlements' })).toContainText('Up to 100')
})

test('in the published shape each organization is a tenant, and says what it is part of', async ({
  page,
  tenants,
  signInAs,
}) => {
  await tenants({ tenantShape: 'spec' })
  await signInAs('auditor')
  await page.goto('/tenants')
  await page.getByRole('table', { name: 'Tenants' }).getByRole('link', { name: 'Halyard Resale' }).click()
  await expect(page).toHaveURL(`/tenants?tenant=${units.resale.id}`)
  await expect(page.getByRole('heading', { name: 'Halyard Resale', level: 1 })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('Halyard Cloud Partners')
  await expect(page.getByRole('region', { name: 'Account management' })).toContainText('Create accounts')
  await expect(page.getByRole('table', { name: 'Tenant Units' }).getByRole('rowheader')).toHaveCount(1)
})

test('one tenant of several is chosen for the whole app, in the address', async ({
  page,
  tenants,
  signInAs,
}) => {
  await tenants({ secondTenant: true })
  await signInAs('operator')
  await page.goto('/')
  const navigation = page.getByRole('navigation', { name: 'Main' })
  const counted = page.locator('dl:visible').filter({ hasText: 'Managed Accounts' })
  await expect(counted).toContainText('Managed Accounts45')
  const tenant = page.getByRole('combobox', { name: 'Tenant', exact: true })
  await tenant.selectOption('Halyard Iberia')
  await expect(page).toHaveURL(`/?tenant=${SECOND.tag}`)
  await expect(counted).toContainText('Managed Accounts3')
  await expect(counted).toContainText('Tenant Unit1')
  await expect(page.getByText('done when the next look does not find it')).toBeVisible()
  await expectAccessible(page)

  await navigation.getByRole('link', { name: 'Managed Accounts' }).click()
  await expect(page).toHaveURL(`/accounts?tenant=${SECOND.tag}`)
  await expect(page.getByText('1–3 of 3 accounts')).toBeVisible()
  await page.getByRole('link', { name: 'Create Account' }).click()
  await expect(page.getByLabel('Account Type')).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`tenant=${SECOND.tag}`))
  await expect(page.getByRole('option', { name: 'Halyard Direct' })).toHaveCount(0)
  await expect(page.getByRole('option', { name: 'Enterprise' })).toHaveCount(0)
  await page
    .getByRole('navigation', { name: 'breadcrumb' })
    .getByRole('link', { name: 'Managed Accounts' })
    .click()
  await expect(page).toHaveURL(`/accounts?tenant=${SECOND.tag}`)

  // The other one has several pages; filters and pages keep it, and a new choice starts at the first.
  await tenant.selectOption(FIRST.name)
  await expect(page.getByText('1–20 of 42 accounts')).toBeVisible()
  await page.getByRole('link', { name: 'Next' }).click()
  await expect(page.getByText('21–40 of 42 accounts')).toBeVisible()
  await expect(page).toHaveURL(`/accounts?page=2&tenant=${FIRST.tag}`)
  await page.getByRole('searchbox', { name: 'Filter by name' }).fill('delta')
  await expect(page).toHaveURL(/name=delta/)
  await expect(page).toHaveURL(new RegExp(`tenant=${FIRST.tag}`))
  await expect(page.getByRole('rowheader')).toHaveText(['Delta Dental Clinics'])
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('link', { name: 'Next' }).click()
  await expect(page).toHaveURL(/page=2/)
  await tenant.selectOption('All tenants')
  await expect(page).toHaveURL('/accounts')
  await expect(page.getByText('1–20 of 48 accounts')).toBeVisible()
})

test('an account of another tenant still opens, and the tenant stays chosen', async ({
  page,
  tenants,
  signInAs,
}) => {
  await tenants({ secondTenant: true })
  await signInAs('support')
  await page.goto(`/accounts/${accounts.plain}?tenant=${SECOND.tag}`)
  await expect(page.getByRole('heading', { name: 'Delta Dental Clinics', level: 1 })).toBeVisible()
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Zones' }).click()
  await expect(page).toHaveURL(`/accounts/${accounts.plain}/zones?tenant=${SECOND.tag}`)
  await expect(page.getByRole('table', { name: 'Zones' }).getByRole('rowheader')).not.toHaveCount(0)
  await page.goto(`/accounts?name=Delta&tenant=${SECOND.tag}`)
  await expect(page.getByText('No account found for “Delta”')).toBeVisible()
})

test('service users are those of the chosen tenant', async ({ page, tenants, database, signInAs }) => {
  await tenants({ secondTenant: true })
  await database.query(
    `INSERT INTO service_user (id, account_id, email, status, created_by, updated_at) VALUES
       (gen_random_uuid(), $1, 'first@partner.example', 'created', 'op', now()),
       (gen_random_uuid(), $2, 'second@partner.example', 'created', 'op', now())`,
    [accounts.plain, accounts.second[0]],
  )
  await signInAs('admin')
  await page.goto(`/service-users?tenant=${SECOND.tag}`)
  await expect(page.getByRole('row', { name: /second@partner\.example/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /first@partner\.example/ })).toHaveCount(0)
})

test('activity is that of the chosen tenant, with its pages and its export, and leads back to all', async ({
  page,
  tenants,
  database,
  signInAs,
}) => {
  await tenants({ secondTenant: true })
  const tag = randomUUID().slice(0, 8)
  const [theirs] = accounts.second
  const foreign = `First ${tag}`
  for (let number = 1; number <= 51; number++)
    await record(database, { name: `Second ${tag} #${number}.`, accountId: theirs })
  const id = await record(database, { name: `Second ${tag} #52.`, accountId: theirs })
  await record(database, { name: foreign })
  const admin = await signInAs('admin')
  await page.goto('/')
  await page.getByRole('combobox', { name: 'Tenant', exact: true }).selectOption(SECOND.name)
  await expect(page).toHaveURL(`/?tenant=${SECOND.tag}`)
  const latest = page.getByRole('region', { name: 'Latest activity' })
  await expect(latest.getByText(`Second ${tag} #52.`)).toBeVisible()
  await expect(latest.getByText(foreign)).toHaveCount(0)
  await expect(latest.getByText(admin.email)).toHaveCount(0)

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Activity' }).click()
  await expect(page).toHaveURL(`/activity?tenant=${SECOND.tag}`)
  await expect(page.getByText('Only what concerns accounts of Halyard Iberia')).toBeVisible()
  await expectAccessible(page)
  const table = page.getByRole('table', { name: 'Activity' })
  const line = (hasText: string) => table.getByRole('row').filter({ hasText })
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill(tag)
  // The rows are the same ones; that they are of the search is told by where they lead.
  const older = page.getByRole('link', { name: 'Older' })
  await expect(older).toHaveAttribute('href', new RegExp(`q=${tag}`))
  await expect(line(tag)).toHaveCount(50)
  await expect(line(foreign)).toHaveCount(0)
  await line('#52.').getByRole('link').first().click()
  await expect(page).toHaveURL(new RegExp(`event=${id}&tenant=${SECOND.tag}`))
  await expect(page.getByRole('dialog', { name: 'Update account' })).toContainText('#52.')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(`/activity?q=${tag}&tenant=${SECOND.tag}`)
  await older.click()
  await expect(line(tag)).toHaveCount(2)
  await expect(page).toHaveURL(new RegExp(`tenant=${SECOND.tag}`))

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  expect(text.trimEnd().split('\r\n')).toHaveLength(53)
  expect(text).not.toContain(foreign)
  const exported = await database.query(
    `SELECT request FROM audit_event WHERE action = 'activity.export' AND phase = 'attempted' AND actor_id = $1`,
    [admin.id],
  )
  expect(exported.rows).toEqual([{ request: { filter: { q: tag, tenant: SECOND.tag } } }])

  await page.getByRole('link', { name: 'the activity of all tenants' }).click()
  await expect(page).toHaveURL('/activity')
  await expect(line(foreign)).toHaveCount(1)
  await expect(line('Export activity').filter({ hasText: admin.email })).toHaveCount(1)
  await expect(page.getByText('Only what concerns')).toHaveCount(0)
})

test('a deletion stays in the activity of the tenant whose account it was', async ({
  page,
  tenants,
  signInAs,
}) => {
  await tenants({ secondTenant: true })
  const admin = await signInAs('admin')
  await page.goto(`/accounts/${accounts.second[1]}/settings?tenant=${SECOND.tag}`)
  const form = page.getByRole('form', { name: 'Delete Account' })
  await form.getByRole('textbox').fill('Umbra Studios')
  await form.getByRole('button', { name: 'Delete Account' }).click()
  await expect(page).toHaveURL(`/accounts?tenant=${SECOND.tag}`)
  const line = page
    .getByRole('table', { name: 'Activity' })
    .getByRole('row')
    .filter({ hasText: 'Remove the account itself' })
    .filter({ hasText: admin.email })
  await page.goto(`/activity?tenant=${SECOND.tag}&person=${admin.id}`)
  await expect(line).toHaveCount(1)
  await page.goto(`/activity?tenant=${FIRST.tag}&person=${admin.id}`)
  await expect(page.getByText('No activity matches these filters')).toBeVisible()
})

test('activity of a tenant is shown while Cloudflare cannot be read, and an account’s own is exported whatever is chosen', async ({
  page,
  tenants,
  sandbox,
  database,
  signInAs,
}) => {
  await tenants({ secondTenant: true })
  const name = `Own ${randomUUID().slice(0, 8)}`
  await record(database, { name })
  await signInAs('admin')
  await page.goto(`/accounts/${accounts.plain}/activity?tenant=${SECOND.tag}`)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  expect(readFileSync(await (await download).path(), 'utf8')).toContain(name)

  await sandbox.fail({
    method: 'GET',
    path: '^/tenants/[^/]+/accounts',
    kind: 'status',
    status: 500,
    times: 99,
  })
  await page.goto(`/activity?tenant=${SECOND.tag}`)
  await expect(page.getByText('Only what concerns')).toBeVisible()
  expect((await askAsPage(page.request, `/api/activity/export?tenant=${SECOND.tag}`)).status()).toBe(200)
  await page.goto('/activity')
  await expect(
    page.getByRole('table', { name: 'Activity' }).getByRole('row').filter({ hasText: name }),
  ).toHaveCount(1)
})

test('an address of a tenant that is not there says so, and leads to all of them', async ({
  page,
  tenants,
  signInAs,
}) => {
  await tenants({ secondTenant: true })
  await signInAs('support')
  await page.goto('/accounts?tenant=nobody&page=2')
  await expect(page.getByRole('heading', { name: 'There is no such tenant' })).toBeVisible()
  await expect(page.getByText('Halyard Direct')).toHaveCount(0)
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Show all tenants' }).click()
  await expect(page).toHaveURL('/accounts')
  await expect(page.getByText('1–20 of 48 accounts')).toBeVisible()
})

test('on a telephone the switch is in the drawer, which closes on a choice', async ({
  page,
  tenants,
  signInAs,
}) => {
  await tenants({ secondTenant: true })
  await signInAs('support')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/tenants')
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: 'Open navigation' }).click()
  const drawer = page.getByRole('dialog', { name: 'Navigation' })
  await expectAccessible(page)
  await drawer.getByRole('combobox', { name: 'Tenant', exact: true }).selectOption('Halyard Iberia')
  await expect(page.getByRole('heading', { name: 'Halyard Iberia', level: 1 })).toBeVisible()
  await expect(drawer).toBeHidden()
  await expectNoSidewaysScroll(page)
})

test('what its flags deny is not offered, and is said', async ({ page, tenants, signInAs }) => {
  await tenants({ tenantShape: 'spec', deniedFlags: ['account_creation', 'account_deletion'] })
  await signInAs('admin')
  await page.goto('/accounts')
  await expect(page.getByRole('row')).toHaveCount(21)
  await expect(page.getByRole('link', { name: 'Create Account' })).toHaveCount(0)
  await page.goto('/accounts/new')
  await expect(page.getByText('No account can be created here')).toBeVisible()
  await expect(page.getByRole('form', { name: 'Create Account' })).toHaveCount(0)
  await page.goto(`/accounts/${accounts.plain}/settings`)
  await expect(page.getByText('does not allow accounts of this tenant to be deleted')).toBeVisible()
  await expect(page.getByRole('form', { name: 'Delete Account' })).toHaveCount(0)
})
