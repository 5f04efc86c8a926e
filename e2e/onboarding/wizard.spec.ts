import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })
const step = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name })
const next = (page: Page) => page.getByRole('button', { name: 'Next', exact: true })
const saved = (page: Page) => expect(page.getByText('Saved', { exact: true })).toBeVisible()

async function begin(page: Page, name?: string) {
  await page.goto('/onboarding')
  await page.getByRole('button', { name: 'New customer', exact: true }).click()
  await expect(page).toHaveURL(/\/onboarding\/drafts\/[0-9a-f-]{36}\/customer/)
  await expect(field(page, 'Account Name')).toBeEditable()
  if (name) await customer(page, name)
}

async function customer(page: Page, name: string) {
  await field(page, 'Account Name').fill(name)
  await field(page, 'Tenant Unit').selectOption({ label: SEED.units.direct.name })
}

test('an operator goes through the whole wizard, looks at what will be done, and provisions', async ({
  page,
  signInAs,
  sandbox,
}) => {
  await signInAs('operator')
  await begin(page, 'Bücher Nord GmbH')
  await field(page, 'Account Description').fill('Came from the spring fair.')
  await field(page, 'Business Name').fill('Bücher Nord GmbH')
  await field(page, 'Agreement accepted on').fill('2026-11-30')
  await field(page, 'Agreement accepted by').fill('Ada Nord')
  await expect(page.getByRole('heading', { level: 1, name: 'Bücher Nord GmbH' })).toBeVisible()
  await expectAccessible(page)

  await next(page).click()
  await expect(field(page, 'Email addresses')).toBeFocused()
  await field(page, 'Email addresses').fill('ada@example.com; Bob <bob@example.com>')
  await expect(page.getByText('2 people will be invited.')).toBeVisible()
  const roles = page.getByRole('group', { name: 'Roles', exact: true })
  await expect(roles.getByRole('checkbox', { name: 'Administrator', exact: true })).toBeChecked()

  await next(page).click()
  await field(page, 'Domain names').fill('Bücher-Nord.example\nshop.bücher-nord.example')
  await expect(page.getByText('xn--bcher-nord-9db.example', { exact: true })).toBeVisible()
  await field(page, 'Type of shop.bücher-nord.example').selectOption('partial')

  await next(page).click()
  await page.getByRole('radio', { name: 'Business' }).first().click()
  await field(page, 'Page Rules').fill('60')

  await next(page).click()
  await page.getByRole('checkbox', { name: 'TEAMS_FREE' }).click()
  await next(page).click()

  await expect(page.getByRole('heading', { name: 'What will be done' })).toBeVisible()
  const listed = page.getByRole('region', { name: 'What will be done' }).getByRole('listitem')
  await expect(listed).toContainText([
    'Create account Bücher Nord GmbH',
    'Invite ada@example.com',
    'Invite bob@example.com',
    'Add zone bücher-nord.example',
    'Add zone shop.bücher-nord.example',
    /Set plan of .*PARTNERS_BIZ/,
    /Set plan of .*PARTNERS_BIZ/,
    'Add subscription TEAMS_FREE',
    'Compare with the order',
  ])
  await expect(page.getByText('Accepted on 2026-11-30 by Ada Nord')).toBeVisible()
  await expect(page.getByText(/stays until an administrator deletes it/).first()).toBeVisible()
  await expectAccessible(page)
  expect((await sandbox.calls()).filter(({ method }) => method !== 'GET')).toEqual([])

  await page.getByRole('button', { name: 'Provision' }).click()
  await expect(page).toHaveURL(/\/onboarding\/runs\/[0-9a-f-]{36}/)
  await page.goto('/onboarding')
  await expect(page.getByText('There are no drafts')).toBeVisible()
})

test('what is typed is there after a reload, in another browser, and after signing out', async ({
  page,
  signInAs,
  another,
}) => {
  await signInAs('operator')
  await begin(page, 'Quiet Harbour Ltd')
  await saved(page)
  await page.reload()
  await expect(field(page, 'Account Name')).toHaveValue('Quiet Harbour Ltd')

  await step(page, 'Zones').click()
  await field(page, 'Domain names').fill('quiet-harbour.example')
  await saved(page)
  const elsewhere = await another('operator')
  await elsewhere.page.goto(page.url())
  await expect(field(elsewhere.page, 'Domain names')).toHaveValue('quiet-harbour.example')

  await page.context().clearCookies()
  await signInAs('operator')
  await page.goto('/onboarding')
  await page.getByRole('link', { name: 'Quiet Harbour Ltd' }).click()
  await expect(field(page, 'Account Name')).toHaveValue('Quiet Harbour Ltd')
})

test('nothing of a draft is in the browser’s store or in the database in clear', async ({
  page,
  signInAs,
  database,
}) => {
  await signInAs('operator')
  await begin(page)
  await field(page, 'Business Address').fill('1 Hidden Quay')
  await saved(page)
  const { rows } = await database.query(`SELECT encode(content, 'escape') AS text FROM onboarding_draft`)
  expect(rows[0].text).not.toContain('Hidden Quay')
})

test('what is wrong is counted on its step once that was left, and the first of it has the focus', async ({
  page,
  signInAs,
}) => {
  await signInAs('operator')
  await begin(page)
  await step(page, 'Zones').click()
  await expect(step(page, 'Customer')).toContainText('3 errors')
  await field(page, 'Domain names').fill('https://example.com/')
  await step(page, 'Zone plans').click()
  await expect(step(page, 'Zones')).toContainText('1 error')

  await step(page, 'Customer').click()
  await expect(field(page, 'Account Name')).toBeFocused()
  await expect(field(page, 'Account Name')).toHaveAccessibleDescription(/Enter an account name/)
  await customer(page, 'Meridian Foods')
  await expect(step(page, 'Customer')).not.toContainText('error')

  await step(page, 'Review').click()
  await expect(page.getByRole('heading', { name: 'Before this can be provisioned' })).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Zones' }).last().click()
  await expect(field(page, 'Domain names')).toBeFocused()
  await expect(field(page, 'Domain names')).toHaveAccessibleDescription(/without https/)
})

test('an account that is called alike, and a domain that we have, are shown before anything is sent', async ({
  page,
  signInAs,
}) => {
  await signInAs('operator')
  await begin(page, 'delta dental  clinics, Limited')
  await expect(page.getByRole('link', { name: 'Delta Dental Clinics' })).toHaveAttribute(
    'href',
    `/accounts/${SEED.accounts.plain}`,
  )
  await step(page, 'Zones').click()
  await field(page, 'Domain names').fill('delta-dental-clinics.com')
  await expect(page.getByText('A domain is already in use')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Delta Dental Clinics' })).toHaveAttribute(
    'href',
    new RegExp(`^/accounts/${SEED.accounts.plain}/zones/`),
  )
  await step(page, 'Review').click()
  await expect(page.getByText('Select the box to create another account with this name.')).toBeVisible()
  await step(page, 'Customer').click()
  await page.getByRole('checkbox', { name: 'Create another account with this name' }).click()
  await step(page, 'Review').click()
  await expect(page.getByRole('button', { name: 'Provision' })).toBeVisible()
})

test('two people on one draft see each other, and neither overwrites the other unseen', async ({
  page,
  signInAs,
  another,
}) => {
  await signInAs('operator', 'Ada Lovelace')
  await begin(page, 'Quiet Harbour Ltd')
  await saved(page)
  const grace = await another('operator', 'Grace Hopper')
  await grace.page.goto(page.url().replace('customer', 'zones'))
  await expect(page.getByText('Grace Hopper has this draft open too, at Zones.')).toBeVisible()
  await expect(grace.page.getByText('Ada Lovelace has this draft open too, at Customer.')).toBeVisible()

  // Different steps: both are kept.
  await field(grace.page, 'Domain names').fill('quiet-harbour.example')
  await field(page, 'Business Name').fill('Quiet Harbour Holding')
  await saved(page)
  await saved(grace.page)
  await step(page, 'Zones').click()
  await expect(field(page, 'Domain names')).toHaveValue('quiet-harbour.example')

  // The same step: a person chooses.
  await grace.page.context().setOffline(true)
  await field(grace.page, 'Domain names').fill('grace.example')
  await field(page, 'Domain names').fill('ada.example')
  await saved(page)
  await grace.page.context().setOffline(false)
  await expect(grace.page.getByText('Ada Lovelace has changed Zones as well')).toBeVisible({
    timeout: 20_000,
  })
  await expect(field(grace.page, 'Domain names')).toHaveValue('grace.example')
  await grace.page.getByRole('button', { name: 'Keep mine' }).click()
  await saved(grace.page)
  await expect(field(page, 'Domain names')).toHaveValue('grace.example')
  await expect(page.getByText('What Grace Hopper changed meanwhile is shown here.')).toBeVisible()
})

test('a draft is renamed, duplicated and discarded', async ({ page, signInAs }) => {
  await signInAs('operator')
  await begin(page, 'Quiet Harbour Ltd')
  await saved(page)
  await page.getByRole('button', { name: 'Rename' }).click()
  await field(page, 'Name of the draft').fill('Harbour, second try')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Rename' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Harbour, second try' })).toBeVisible()

  await page.getByRole('button', { name: 'Duplicate' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Copy of Harbour, second try' })).toBeVisible()
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('button', { name: 'Discard draft' }).click()
  await expect(page).toHaveURL(/\/onboarding$/)
  await expect(page.getByRole('link', { name: 'Harbour, second try', exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: /^Copy of/ })).toHaveCount(0)
})

test('a template asks only for what differs', async ({ page, signInAs }) => {
  await signInAs('operator')
  await begin(page, 'Quiet Harbour Ltd')
  await step(page, 'Access').click()
  await expect(page.getByRole('checkbox', { name: 'Administrator', exact: true })).toBeChecked()
  await step(page, 'Zone plans').click()
  await page.getByRole('radio', { name: 'Business' }).first().click()
  await saved(page)
  await page.getByRole('button', { name: 'Save as template' }).click()
  await field(page, 'Name').fill('Shop, Business plan')
  await page.getByRole('button', { name: 'Save template' }).click()
  await expect(page.getByText('The template Shop, Business plan was saved')).toBeVisible()

  await page.goto('/onboarding/templates')
  await page.getByRole('button', { name: 'New customer from Shop, Business plan' }).click()
  await expect(field(page, 'Account Name')).toHaveValue('')
  await expect(field(page, 'Tenant Unit')).toHaveCount(0)
  await field(page, 'Account Name').fill('Loud Harbour Ltd')
  await next(page).click()
  await field(page, 'Email addresses').fill('ada@example.com')
  await expect(page.getByText(/Administrator from the template/)).toBeVisible()
  await next(page).click()
  await field(page, 'Domain names').fill('loud-harbour.example')
  await next(page).click()
  await expect(page.getByRole('button', { name: 'Provision' })).toBeVisible()
  await expect(page.getByText(/PARTNERS_BIZ/)).toBeVisible()

  await page.goto('/onboarding/templates')
  await page.getByRole('button', { name: 'Rename' }).click()
  await field(page, 'Name').fill('Web shop')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Rename' }).click()
  await expect(page.getByText('Web shop', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete template' }).click()
  await expect(page.getByText('There are no templates')).toBeVisible()
})

for (const role of ['support', 'auditor'] as const)
  test(`${role} sees the lists, and neither begins a customer nor opens a draft`, async ({
    page,
    signInAs,
    another,
  }) => {
    const operator = await another('operator')
    await begin(operator.page, 'Quiet Harbour Ltd')
    await saved(operator.page)
    await signInAs(role)
    await page.goto('/onboarding')
    await expect(page.getByText('There are no drafts')).toBeVisible()
    await expect(page.getByRole('button', { name: 'New customer' })).toHaveCount(0)
    await expect(page.getByRole('link', { name: 'Import customers' })).toHaveCount(0)
    expect((await page.goto(operator.page.url()))!.status()).toBe(403)
    await expect(page.getByText('Quiet Harbour')).toHaveCount(0)
  })

test('every step fits a telephone', async ({ page, signInAs }) => {
  await signInAs('admin')
  await page.setViewportSize({ width: 390, height: 844 })
  await begin(page, 'Quiet Harbour Ltd')
  for (const name of ['Customer', 'Access', 'Zones', 'Zone plans', 'Subscriptions', 'Review']) {
    await step(page, name).click()
    await expect(step(page, name)).toHaveAttribute('aria-current', 'step')
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  }
})
