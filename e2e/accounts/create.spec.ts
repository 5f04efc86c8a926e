import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import type { Pool } from 'pg'
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  SEED,
  test,
  type Person,
  type Sandbox,
} from '../support/test'

const PLAIN = { id: SEED.accounts.plain, name: 'Delta Dental Clinics' }

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })
const add = (page: Page) => page.getByRole('button', { name: 'Add Account' })

async function fill(page: Page, name: string) {
  await page.goto('/accounts/new')
  await field(page, 'Account Name').fill(name)
  await field(page, 'Tenant Unit').selectOption({ label: SEED.units.direct.name })
}

async function upstreamNamed(sandbox: { state(): Promise<{ accounts: { name: string }[] }> }, name: string) {
  return (await sandbox.state()).accounts.filter((account) => account.name === name).length
}

test('an operator creates an account with everything the form offers', async ({
  page,
  signInAs,
  sandbox,
}) => {
  await signInAs('operator')
  await page.goto('/accounts')
  await page.getByRole('link', { name: 'Create Account' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Create Account' })).toBeVisible()

  await field(page, 'Account Name').fill('Meridian Foods')
  await field(page, 'Account Description').fill('Came from the spring fair.')
  await field(page, 'Tenant Unit').selectOption({ label: SEED.units.direct.name })
  await field(page, 'Account Type').selectOption('enterprise')
  await field(page, 'Account Subscription').selectOption('TEAMS_FREE')
  await field(page, 'Business Name').fill('Meridian Foods GmbH')
  await field(page, 'Business Address').fill('1 Quay Street, Bremen')
  await field(page, 'Business Email').fill('office@meridian.example')
  await field(page, 'Business Phone').fill('+49 421 000000')
  await field(page, 'External Metadata').fill('CRM-4711')
  await add(page).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Meridian Foods' })).toBeVisible()
  await expect(page.getByText('Came from the spring fair.')).toBeVisible()
  await expect(page.getByText('Meridian Foods GmbH')).toBeVisible()
  const [sent] = await sandbox.calls('POST', /^\/accounts$/)
  expect(sent!.body).toMatchObject({
    name: 'Meridian Foods',
    type: 'enterprise',
    unit: { id: SEED.units.direct.id },
    business_name: 'Meridian Foods GmbH',
    external_metadata: 'CRM-4711',
  })
  expect(await sandbox.calls('POST', /^\/accounts\/[^/]+\/subscriptions$/)).toHaveLength(1)
})

test('each field says what is wrong with it, and counts', async ({ page, signInAs, sandbox }) => {
  await signInAs('operator')
  await page.goto('/accounts/new')
  await field(page, 'Account Name').fill('x'.repeat(101))
  await expect(page.getByText('101 of 100 characters')).toBeAttached()
  await field(page, 'Business Email').fill('not an address')
  await field(page, 'Business Phone').fill('9'.repeat(121))
  await add(page).click()
  await expect(field(page, 'Account Name')).toHaveAccessibleDescription(/at most 100 characters/)
  await expect(field(page, 'Business Email')).toHaveAccessibleDescription(/not an email address/)
  await expect(field(page, 'Business Phone')).toHaveAccessibleDescription(/at most 120 characters/)
  await expect(field(page, 'Tenant Unit')).toHaveAccessibleDescription(/Choose a tenant unit/)
  await expect(field(page, 'Account Name')).toBeFocused()
  expect(await sandbox.calls('POST')).toHaveLength(0)
})

test('the only tenant unit and the standard type are chosen already', async ({ page, signInAs, sandbox }) => {
  await sandbox.set({ tenantShape: 'docs', secondTenant: false })
  await signInAs('operator')
  await page.goto('/accounts/new')
  const options = await field(page, 'Tenant Unit').locator('option:not([value=""])').allTextContents()
  if (options.length === 1) await expect(field(page, 'Tenant Unit')).not.toHaveValue('')
  else await field(page, 'Tenant Unit').selectOption({ index: 1 })
  await expect(field(page, 'Account Type')).toHaveValue('standard')
})

test('a double click makes one account', async ({ page, signInAs, sandbox }) => {
  await sandbox.set({ latencyMs: 150 })
  await signInAs('operator')
  await fill(page, 'Clicked Twice')
  const form = page.url()
  await add(page).dblclick()
  await expect(page.getByRole('heading', { level: 1, name: 'Clicked Twice' })).toBeVisible()
  expect(await upstreamNamed(sandbox, 'Clicked Twice')).toBe(1)

  // The form is still at its address, and has done its work.
  await page.goto(form)
  await expect(page.getByText('The account was created', { exact: true })).toBeVisible()
  await expect(add(page)).toBeHidden()
})

test('where what checks the form cannot be loaded, the server says what is wrong', async ({
  page,
  signInAs,
  sandbox,
}) => {
  await signInAs('operator')
  // All that the page does not ask for by itself.
  const html = await (await page.request.get('/accounts/new')).text()
  let refused = 0
  await page.route('**/_next/static/chunks/*.js', (route) => {
    if (html.includes(new URL(route.request().url()).pathname)) return route.continue()
    refused++
    return route.abort()
  })
  await fill(page, 'Checked Elsewhere')
  await field(page, 'Business Email').fill('not an address')
  await add(page).click()
  await expect(field(page, 'Business Email')).toHaveAccessibleDescription(/not an email address/)
  await expect(field(page, 'Business Email')).toBeFocused()
  await expect(field(page, 'Account Name')).toHaveValue('Checked Elsewhere')
  expect(refused).toBeGreaterThan(0)
  expect(await sandbox.calls('POST')).toHaveLength(0)

  await page.unrouteAll()
  await field(page, 'Business Email').fill('office@elsewhere.example')
  await add(page).click()
  await expect(page).toHaveURL(/\/accounts\/[0-9a-f]{32}$/)
})

test('an account of the same name is shown, and another one wants a tick', async ({
  page,
  signInAs,
  sandbox,
}) => {
  await signInAs('operator')
  await fill(page, PLAIN.name)
  const warning = page.getByText('An account already has this name')
  await expect(warning).toBeVisible()
  await expect(page.getByRole('link', { name: PLAIN.name })).toHaveAttribute('href', `/accounts/${PLAIN.id}`)
  await add(page).click()
  const tick = page.getByRole('checkbox', { name: 'Create another account with this name' })
  await expect(tick).toHaveAccessibleDescription(/Select the box to create another/)
  expect(await sandbox.calls('POST')).toHaveLength(0)

  await tick.check()
  await add(page).click()
  await expect(page).toHaveURL(/\/accounts\/[0-9a-f]{32}$/)
  expect(await upstreamNamed(sandbox, PLAIN.name)).toBe(2)
})

test('a namesake that nobody could see while typing is shown when the form is sent', async ({
  page,
  signInAs,
  sandbox,
}) => {
  await signInAs('operator')
  const name = 'Unseen So Far'
  const namesake = () =>
    sandbox.call('POST', '/accounts', { name, type: 'standard', unit: { id: SEED.units.direct.id } })
  const tick = page.getByRole('checkbox', { name: 'Create another account with this name' })

  const looked = page.waitForResponse(/\/api\/accounts\/same-name\?name=Unseen/)
  await fill(page, name)
  await looked
  await namesake()
  await add(page).click()
  await expect(page.getByText('An account already has this name')).toBeVisible()
  await expect(tick).toBeFocused()
  await expect(tick).toHaveAccessibleDescription(/Select the box to create another/)

  await page.goto('/accounts/new')
  // The look-up and its second try.
  await sandbox.fail({ method: 'GET', path: '/accounts$', kind: 'status', status: 500, times: 20 })
  await fill(page, name)
  await expect(page.getByText('Accounts with the same name could not be checked')).toBeVisible()
  await sandbox.clearFaults()
  await add(page).click()
  await expect(tick).toBeFocused()
  await tick.check()
  await add(page).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
})

test('nothing typed is lost by a reload or a refusal', async ({ page, signInAs, sandbox }) => {
  await signInAs('operator')
  await fill(page, 'Kept Through It All')
  await field(page, 'Business Name').fill('Kept Ltd')
  await page.reload()
  await expect(field(page, 'Account Name')).toHaveValue('Kept Through It All')
  await expect(field(page, 'Business Name')).toHaveValue('Kept Ltd')

  await sandbox.fail({ method: 'POST', path: '/accounts$', kind: 'status', status: 403, code: 1002 })
  await add(page).click()
  await expect(page.getByText('The account was not created')).toBeVisible()
  await expect(page.getByText('Request ID')).toBeVisible()
  await expect(field(page, 'Account Name')).toHaveValue('Kept Through It All')
  await add(page).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Kept Through It All' })).toBeVisible()
})

test('an upstream refusal lands on its field', async ({ page, signInAs, sandbox }) => {
  await signInAs('operator')
  await fill(page, 'Refused For Its Name')
  await sandbox.fail({
    method: 'POST',
    path: '/accounts$',
    kind: 'status',
    status: 400,
    code: 1001,
    message: 'name is not valid',
  })
  await add(page).click()
  await expect(field(page, 'Account Name')).toHaveAttribute('aria-invalid', 'true')
  await expect(field(page, 'Account Name')).toBeFocused()
})

test('a subscription that fails leaves the account, says what is missing and can be added', async ({
  page,
  signInAs,
  sandbox,
}) => {
  await signInAs('operator')
  await fill(page, 'Account Without Add-on')
  await field(page, 'Account Subscription').selectOption('TEAMS_FREE')
  await sandbox.fail({ method: 'POST', path: '/subscriptions$', kind: 'status', status: 500, code: 1000 })
  await add(page).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Account Without Add-on' })).toBeVisible()
  await expect(page.getByText(/TEAMS_FREE/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Add subscription' }).click()
  await expect(page.getByRole('button', { name: 'Add subscription' })).toBeHidden()
  const account = (await sandbox.state()).accounts.find(({ name }) => name === 'Account Without Add-on')!
  const listed = await sandbox.call('GET', `/accounts/${account.id}/subscriptions`)
  expect(((await listed.json()) as { result: unknown[] }).result).toHaveLength(1)
})

for (const kind of ['reset', 'lose_reply', 'truncate', 'html'] as const)
  test(`screen, audit and upstream agree after ${kind}`, async ({ page, signInAs, sandbox, database }) => {
    const name = `After ${kind}`
    await signInAs('operator')
    await fill(page, name)
    await sandbox.fail({ method: 'POST', path: '/accounts$', kind })
    await add(page).click()
    const unknown = page.getByText('It is not known whether the account was created')
    const done = page.getByText('The account was created', { exact: true })
    await expect(unknown.or(done)).toBeVisible()
    // As if the twenty seconds in which an account may still turn up were over.
    await database.query(
      `UPDATE account_attempt SET sent_at = sent_at - interval '5 minutes', updated_at = updated_at - interval '5 minutes'
       WHERE name = $1 AND status = 'unknown'`,
      [name],
    )
    const absent = page.getByText('The account was not created')
    await expect(done.or(absent)).toBeVisible()

    const there = await upstreamNamed(sandbox, name)
    expect(await done.isVisible()).toBe(there === 1)
    const { rows } = await database.query(
      `SELECT action, phase FROM audit_event WHERE target_name = $1 ORDER BY seq`,
      [name],
    )
    expect(rows).toEqual([
      { action: 'account.create', phase: 'attempted' },
      { action: 'account.create', phase: 'unknown' },
      { action: 'account.create.settle', phase: there === 1 ? 'succeeded' : 'failed' },
    ])
    if (there === 0) {
      await expect(field(page, 'Account Name')).toHaveValue(name)
      await add(page).click()
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    }
    expect(await upstreamNamed(sandbox, name)).toBe(1)
  })

test('a session that ends while a lost account is looked for is not blamed on Cloudflare', async ({
  page,
  signInAs,
  sandbox,
  database,
}) => {
  const { sessionId } = await signInAs('operator')
  await fill(page, 'Signed Out Meanwhile')
  await sandbox.fail({ method: 'POST', path: '/accounts$', kind: 'reset' })
  await add(page).click()
  await expect(page.getByText('Looking…')).toBeVisible()
  await database.query('UPDATE staff_session SET ended_at = now() WHERE id = $1', [sessionId])
  const signIn = page.getByRole('status').getByRole('link', { name: 'Sign in in a new tab' })
  await expect(signIn).toBeVisible()
  await database.query('UPDATE staff_session SET ended_at = NULL WHERE id = $1', [sessionId])
  await expect(page.getByText('Looking…')).toBeVisible()
})

/** Opens a form whose answer was lost and for which two accounts come into question. */
async function openUndecided(
  { page, sandbox, database }: { page: Page; sandbox: Sandbox; database: Pool },
  { id }: Person,
  name: string,
): Promise<void> {
  const [key, unit] = [randomUUID(), SEED.units.direct.id]
  for (let nth = 0; nth < 2; nth++)
    await sandbox.call('POST', '/accounts', { name, type: 'standard', unit: { id: unit } })
  await database.query(
    `INSERT INTO account_attempt (key, idempotency_key, staff_id, status, name, unit_id, sent_at, updated_at)
     VALUES ($1, $1, $2, 'choose', $3, $4, now(), now())`,
    [key, id, name, unit],
  )
  await page.goto(`/accounts/new?attempt=${key}`)
  await expect(page.getByText(`Which of these is your ${name}?`)).toBeVisible()
}

for (const [answer, outcome, status] of [
  ['This one is mine', 'The account was created', 'created'],
  ['None of these', 'The account was not created', 'failed'],
] as const)
  test(`several candidates go to the person, and “${answer}” can be said again after a lost answer`, async ({
    page,
    signInAs,
    sandbox,
    database,
  }) => {
    await openUndecided({ page, sandbox, database }, await signInAs('operator'), 'Which Is Mine')
    const choice = page.getByRole('button', { name: answer }).first()
    // The choice arrives, and its answer does not: it is left open here, and is not made twice.
    await page.route('**/*', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      await route.fetch()
      await route.abort()
    })
    await choice.click()
    await expect(page.getByText('It is not known whether the choice was saved')).toBeVisible()
    await expect(choice).toBeEnabled()
    await page.unroute('**/*')
    await choice.click()
    await expect(page.getByText(outcome, { exact: true })).toBeVisible()
    const { rows } = await database.query('SELECT status FROM account_attempt')
    expect(rows).toEqual([{ status }])
    expect(await upstreamNamed(sandbox, 'Which Is Mine')).toBe(2)
  })

test('roles without the right neither see nor reach the form', async ({ page, signInAs }) => {
  await signInAs('support')
  await page.goto('/accounts')
  await expect(page.getByRole('heading', { level: 1, name: 'Managed Accounts' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Create Account' })).toHaveCount(0)
  const response = await page.goto('/accounts/new')
  expect(response?.status()).toBe(403)
})

test('the form is accessible and fits a telephone', async ({ page, signInAs }) => {
  await signInAs('operator')
  await page.goto('/accounts/new')
  await expect(add(page)).toBeVisible()
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
})
