import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'

const path = (account: string, rest = '') => `/accounts/${account}/subscriptions${rest}`

test('the subscriptions of an account are listed with all that Cloudflare tells', async ({
  page,
  signInAs,
}) => {
  await signInAs('support')
  await page.goto(`/accounts/${SEED.accounts.busy}`)
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Subscriptions' }).click()
  const row = page.getByRole('table', { name: 'Subscriptions' }).getByRole('row', { name: /TEAMS_ENT/ })
  for (const text of ['Seats: 50', 'Paid', 'Monthly', '$15.00', 'Changes to Zero Trust (standard)'])
    await expect(row).toContainText(text)
  await expect(page.getByRole('link', { name: 'Add a subscription' })).toHaveCount(0)
  await expectAccessible(page)

  // An unknown plan, state and frequency are shown as they come.
  await page.goto(path(SEED.accounts.oddSubscription))
  const odd = page.getByRole('row', { name: /legacy_bundle_2019/ })
  await expect(odd).toContainText('subscription.state.')
})

test('a subscription is found in the catalogue, reviewed and added', async ({ page, sandbox, signInAs }) => {
  await signInAs('operator')
  await page.goto(path(SEED.accounts.plain))
  await expect(page.getByText('This account has no subscriptions')).toBeVisible()
  await page.getByRole('link', { name: 'Add a subscription' }).first().click()
  await expect(page.getByRole('radiogroup')).toHaveCount(18)
  const review = page.getByRole('button', { name: 'Review' })
  await expect(review).toBeInViewport()
  await page.getByRole('searchbox', { name: 'Search products and plans' }).fill('internal application')
  await expect(page.getByRole('radiogroup')).toHaveCount(1)
  await page.getByRole('radio', { name: 'PARTNERS_ACCESS_BASIC' }).check()
  // Enter searches, and does not order what was chosen before.
  await page.getByRole('searchbox', { name: 'Search products and plans' }).fill('workers')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('table', { name: 'Changes' })).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Order of PARTNERS_ACCESS_BASIC' })).toBeInViewport()
  await page.getByRole('searchbox', { name: 'Search products and plans' }).fill('')
  await page.getByLabel('Seats').fill('75')
  await expectAccessible(page)
  await review.click()
  await expect(page.getByRole('table', { name: 'Changes' })).toContainText('PARTNERS_ACCESS_BASIC')
  await page.getByRole('button', { name: 'Add subscription' }).click()
  await expect(page.getByRole('table', { name: 'Subscriptions' }).getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('row', { name: /PARTNERS_ACCESS_BASIC/ })).toContainText('Seats: 75')
  const [sent] = await sandbox.calls('POST', /subscriptions$/)
  expect(sent!.body).toEqual({
    rate_plan: { id: 'PARTNERS_ACCESS_BASIC' },
    frequency: 'monthly',
    component_values: [{ name: 'access_users_allowed', value: 75 }],
  })
})

test('whoever goes elsewhere while a subscription is being added is not fetched back', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(path(SEED.accounts.plain, '/new'))
  await page.getByRole('radio', { name: 'PARTNERS_ACCESS_BASIC' }).check()
  await page.getByRole('button', { name: 'Review' }).click()
  await sandbox.fail({ method: 'POST', path: 'subscriptions$', kind: 'slow', ms: 3_000, times: 1 })
  await page.getByRole('button', { name: 'Add subscription' }).click()
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'API Tokens' }).click()
  await expect(page).toHaveURL(/\/tokens$/)
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(
    'The subscription was added',
  )
  await page.getByRole('link', { name: 'Create Token' }).first().click()
  await expect(page.getByRole('form', { name: 'Create token' })).toBeVisible()
})

test('a second subscription to the same plan wants a deliberate tick', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(path(SEED.accounts.busy, '/new'))
  await page.getByRole('radio', { name: 'TEAMS_ENT', exact: true }).check()
  await page.getByRole('button', { name: 'Review' }).click()
  const add = page.getByRole('button', { name: 'Add subscription' })
  await add.click()
  await expect(page.getByText('Select the box to add another one. Nothing was sent.')).toBeVisible()
  await expect(add).toBeDisabled()
  expect(await sandbox.calls('POST', /subscriptions$/)).toEqual([])
  await page.getByRole('checkbox', { name: 'Add another subscription to TEAMS_ENT' }).check()
  await add.click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(
    'The subscription was added',
  )
  expect(await sandbox.calls('POST', /subscriptions$/)).toHaveLength(1)
})

test('a plan that wants a payment method says so, and is not greyed for the tenant', async ({
  page,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(path(SEED.accounts.noPayment, '/new'))
  await page.getByRole('radio', { name: 'WORKERS_PAID' }).check()
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('button', { name: 'Add subscription' }).click()
  await expect(page.getByText(/requires a payment method/)).toBeVisible()
  await page.goto(path(SEED.accounts.plain, '/new'))
  await expect(page.getByRole('radio', { name: 'WORKERS_PAID' })).toBeEnabled()
})

test('a smaller plan waits for the end of the period, and the change can be taken back', async ({
  page,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(path(SEED.accounts.gateway))
  await page.getByRole('link', { name: /Zero Trust Gateway/ }).click()
  await page.getByRole('radio', { name: 'TEAMS_GATEWAY', exact: true }).check()
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('button', { name: 'Change subscription' }).click()
  await expect(page.getByRole('row', { name: /TEAMS_GATEWAY_ENT/ })).toContainText('Changes to')

  await page.getByRole('link', { name: /Zero Trust Gateway/ }).click()
  await expect(page.getByRole('button', { name: 'Undo downgrade' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Undo downgrade' }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('The change was undone')
  await expect(page.getByRole('button', { name: 'Undo downgrade' })).toHaveCount(0)
})

test('a subscription is cancelled once its plan is typed, by an administrator only', async ({
  page,
  another,
  sandbox,
  signInAs,
}) => {
  const open = async (of: typeof page) => {
    await of.goto(path(SEED.accounts.gateway))
    await of.getByRole('link', { name: /Zero Trust Gateway/ }).click()
    await expect(of.getByRole('heading', { name: 'Details' })).toBeVisible()
  }
  const operator = await another('operator')
  await open(operator.page)
  await expect(operator.page.getByRole('button', { name: 'Cancel subscription' })).toHaveCount(0)

  await signInAs('admin')
  await open(page)
  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByLabel('Plan ID').fill('TEAMS_GATEWAY_ENT')
  await sandbox.fail({ method: 'DELETE', path: '/subscriptions/', kind: 'lose_reply' })
  await dialog.getByRole('button', { name: 'Cancel subscription' }).click()
  await expect(page.getByText('This account has no subscriptions')).toBeVisible()
})

test('an unknown subscription and that of another account are the same clean 404', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('admin')
  const answer = await sandbox.call('GET', `/accounts/${SEED.accounts.gateway}/subscriptions`)
  const { result } = (await answer.json()) as { result: { id: string }[] }
  for (const id of [result[0]!.id, 'f'.repeat(32), 'nonsense']) {
    const response = await page.goto(path(SEED.accounts.plain, `/${id}`))
    expect(response!.status()).toBe(404)
    await expect(page.getByText('There is no subscription with this ID in the account')).toBeVisible()
  }
})

test('subscriptions can be read and added on a telephone', async ({ page, signInAs }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signInAs('operator')
  for (const address of [path(SEED.accounts.busy), path(SEED.accounts.busy, '/new')]) {
    await page.goto(address)
    await expect(page.getByRole('navigation', { name: 'Account' })).toBeVisible()
    await expectNoSidewaysScroll(page)
  }
  await page.getByRole('radio', { name: 'PARTNERS_ACCESS_BASIC' }).check()
  await expect(page.getByRole('button', { name: 'Review' })).toBeInViewport()
})
