import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'

const account = SEED.accounts.plain

test('a service user is created for an account, and its key shown once', async ({
  page,
  context,
  sandbox,
  database,
  signInAs,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await signInAs('operator')
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Service Users' }).click()
  await page.getByRole('link', { name: 'Create Service User' }).first().click()
  await page.getByLabel('Find an account').fill('delta')
  await expect(page).toHaveURL(/delta/)
  await page.getByRole('link', { name: 'Delta Dental Clinics' }).click()
  await expect(page.getByText('For Delta Dental Clinics.')).toBeVisible()
  await expectAccessible(page)

  await page.getByLabel('Email').fill('delta-api@partner.example')
  await page.getByRole('button', { name: 'Create Service User' }).click()
  await expect(page.getByText('delta-api@partner.example was created')).toBeVisible()
  // Covered until asked for: somebody may look over the shoulder.
  const field = page.getByRole('textbox', { name: 'API key' })
  await expect(field).toHaveAttribute('type', 'password')
  await expectAccessible(page)
  const key = await field.inputValue()
  expect(key).toMatch(/^cfk_/)
  await page.getByRole('button', { name: 'Copy API key' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
  await page.getByRole('button', { name: 'Show API key' }).click()
  await expect(field).toHaveAttribute('type', 'text')
  await page.getByRole('button', { name: 'Hide API key' }).click()
  await expect(field).toHaveAttribute('type', 'password')
  const done = page.getByRole('button', { name: 'Done' })
  await expect(done).toBeDisabled()
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await done.click()

  const row = page.getByRole('row', { name: /delta-api@partner\.example/ })
  await expect(row).toContainText('Member of the account')
  await expect(row).toContainText('Saved')
  expect(await page.content()).not.toContain(key)
  await expectAccessible(page)
  expect((await sandbox.calls('POST', /^\/users$/)).map(({ body }) => body)).toEqual([
    { email: 'delta-api@partner.example' },
  ])
  for (const table of ['service_user', 'audit_event']) {
    const { rows } = await database.query(`SELECT t::text AS kept FROM ${table} t`)
    expect(rows.map(({ kept }) => kept).join()).not.toContain(key.slice(4))
  }
  await row.getByRole('link', { name: 'Delta Dental Clinics' }).click()
  await expect(page.getByRole('row', { name: /delta-api@partner\.example/ })).toBeVisible()
})

test('every account of the tenant can be reached, and no other', async ({ page, signInAs }) => {
  await signInAs('operator')
  await page.goto('/service-users/new?size=10')
  const links = page.getByRole('table', { name: 'Accounts to choose from' }).getByRole('link')
  const next = page.getByRole('link', { name: 'Next' })
  const reached = new Set<string>()
  for (let first = 1; ; first += 10) {
    await expect(page.getByText(new RegExp(`^${first}–\\d+ of \\d+ accounts$`))).toBeVisible()
    for (const link of await links.all()) reached.add((await link.getAttribute('href'))!)
    if ((await next.count()) === 0) break
    await next.click()
  }
  expect(reached.size).toBe(SEED.counts.tenant)
})

test('a reload does not show the key again, nor make another', async ({ page, sandbox, signInAs }) => {
  await signInAs('operator')
  await fill(page, 'once@partner.example')
  await page.getByRole('button', { name: 'Create Service User' }).click()
  const key = await page.getByRole('textbox', { name: 'API key' }).inputValue()
  page.once('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await expect(page.getByText('This form was already sent')).toBeVisible()
  expect(await page.content()).not.toContain(key)
  expect(await sandbox.calls('POST', /^\/users$/)).toHaveLength(1)
  await page.getByRole('link', { name: 'See the service users' }).click()
  await expect(page.getByRole('row', { name: /once@partner\.example/ })).toContainText(
    'Not confirmed as saved',
  )
  await page.goto('/service-users?page=9')
  await expect(page.getByText('There is no page 9')).toBeVisible()
  await page.getByRole('link', { name: 'Go to the first page' }).click()
  await expect(page.getByRole('row', { name: /once@partner\.example/ })).toBeVisible()
})

test('a membership that failed is retried alone, with the key still there', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await fill(page, 'later@partner.example')
  await sandbox.fail({ method: 'POST', path: 'members$', kind: 'status', status: 403, code: 1001 })
  await page.getByRole('button', { name: 'Create Service User' }).click()
  await expect(page.getByText('later@partner.example was created, but is not a member of')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'API key' })).toHaveValue(/^cfk_/)
  await page.getByRole('button', { name: 'Add later@partner.example to the account' }).click()
  await expect(page.getByText('It is a member of Delta Dental Clinics.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'API key' })).toHaveValue(/^cfk_/)
  expect(await sandbox.calls('POST', /^\/users$/)).toHaveLength(1)
})

test('a lost answer is said to be lost, key and all', async ({ page, sandbox, signInAs }) => {
  await signInAs('operator')
  await fill(page, 'lost@partner.example')
  await sandbox.fail({ method: 'POST', path: '^/users$', kind: 'lose_reply' })
  await page.getByRole('button', { name: 'Create Service User' }).click()
  // Next's own announcer is an alert too.
  const notice = page
    .getByRole('alert')
    .filter({ hasText: 'It is not known whether the service user was created' })
  await expect(notice).toContainText('its API key is lost')
  await expect(notice).toContainText('Cloudflare Support')
  await page.goto('/service-users')
  const row = page.getByRole('row', { name: /lost@partner\.example/ })
  await expect(row).toContainText('Not known')
  await expect(row).toContainText('Lost, if there was one')
})

test('where the feature is off, the page says whom to ask and keeps what was typed', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await sandbox.set({ serviceUsers: false })
  await fill(page, 'off@partner.example')
  await page.getByRole('button', { name: 'Create Service User' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'was not created' })).toContainText(
    'Cloudflare Support',
  )
  await expect(page.getByLabel('Email')).toHaveValue('off@partner.example')
})

test('a wrong or taken address is told at its field', async ({ page, signInAs }) => {
  await signInAs('operator')
  await fill(page, 'nobody')
  const administrator = page.getByRole('checkbox', { name: 'Administrator', exact: true })
  await administrator.uncheck()
  await page.getByRole('button', { name: 'Create Service User' }).click()
  await expect(page.getByText('This is not an email address.')).toBeVisible()
  await expect(page.getByLabel('Email')).toBeFocused()
  await expect(page.getByText('Choose at least one role.')).toBeVisible()
  await page.getByLabel('Email').fill('somebody@partner.example')
  await expect(page.getByText('This is not an email address.')).toHaveCount(0)
  await page.getByRole('checkbox', { name: 'DNS', exact: true }).check()
  await expect(page.getByText('Choose at least one role.')).toHaveCount(0)
  await page.reload()
  await expect(page.getByLabel('Email')).toHaveValue('somebody@partner.example')
  await expect(page.getByRole('checkbox', { name: 'DNS', exact: true })).toBeChecked()
  await expect(administrator).not.toBeChecked()
})

test('support sees the list and cannot open the form', async ({ page, signInAs }) => {
  await signInAs('support')
  await page.goto('/service-users')
  await expect(page.getByText('No service user was created here yet')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Create Service User' })).toHaveCount(0)
  const response = await page.goto(`/service-users/new?account=${account}`)
  expect(response!.status()).toBe(403)
})

test('an account that is not ours has no form, and the pages fit a telephone', async ({ page, signInAs }) => {
  await signInAs('operator')
  await page.setViewportSize({ width: 390, height: 844 })
  for (const address of ['/service-users', '/service-users/new', `/service-users/new?account=${account}`]) {
    await page.goto(address)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectNoSidewaysScroll(page)
  }
  const response = await page.goto(
    `/service-users/new?account=${SEED.accounts.outside[0]}&form=${crypto.randomUUID()}`,
  )
  expect(response!.status()).toBe(404)
})

async function fill(page: Page, email: string): Promise<void> {
  await page.goto(`/service-users/new?account=${account}`)
  await page.getByLabel('Email').fill(email)
}
