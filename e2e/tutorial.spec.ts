import { expect, SEED, test } from './support/test'

// Cloudflare's tenant tutorial, from the first step to the last, by somebody who has only this console:
// account, member, service user, zone, zone plan, add-on, token, log.
test('a new customer goes through the whole tenant tutorial', async ({ page, sandbox, signInAs }) => {
  test.slow()
  const { name: me } = await signInAs('operator', 'Noor Operator')
  const tab = (name: string) =>
    page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name, exact: true }).click()
  const h1 = (name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

  await test.step('account', async () => {
    await page.goto('/')
    const nav = page.getByRole('navigation', { name: 'Main' })
    await nav.getByRole('link', { name: 'Managed Accounts' }).click()
    await page.getByRole('link', { name: 'Create Account' }).click()
    await page.getByLabel('Account Name', { exact: true }).fill('Tutorial Bakery')
    await page.getByLabel('Tenant Unit', { exact: true }).selectOption({ label: SEED.units.direct.name })
    await page.getByRole('button', { name: 'Add Account' }).click()
    await h1('Tutorial Bakery')
  })

  await test.step('member', async () => {
    await tab('Members')
    await page.getByRole('link', { name: 'Invite members' }).click()
    await page.getByLabel('Email addresses').fill('owner@bakery.example')
    await page.getByRole('button', { name: 'Send invitations' }).click()
    await expect(page.getByRole('heading', { name: 'The invitation was sent' })).toBeVisible()
    await page.getByRole('link', { name: 'See the members' }).click()
    await expect(page.getByRole('row', { name: /owner@bakery\.example/ })).toContainText('Pending')
  })

  await test.step('service user', async () => {
    await page.getByRole('link', { name: 'Create Service User' }).click()
    await page.getByLabel('Email').fill('bakery-api@partner.example')
    await page.getByRole('button', { name: 'Create Service User' }).click()
    await expect(page.getByRole('textbox', { name: 'API key' })).toHaveValue(/^cfk_/)
    await page.getByRole('checkbox', { name: 'I have saved it' }).check()
    await page.getByRole('button', { name: 'Done' }).click()
    await page
      .getByRole('row', { name: /bakery-api@partner\.example/ })
      .getByRole('link', { name: 'Tutorial Bakery' })
      .click()
    await expect(page.getByRole('row', { name: /bakery-api@partner\.example/ })).toBeVisible()
  })

  await test.step('zone', async () => {
    await tab('Zones')
    await page.getByRole('link', { name: 'Add a zone' }).first().click()
    await page.getByLabel('Domain name').fill('tutorial-bakery.com')
    await page.getByRole('button', { name: 'Add zone' }).click()
    await expect(page.getByRole('heading', { name: 'tutorial-bakery.com' })).toBeVisible()
    await expect(page.getByRole('list', { name: 'Name servers' }).getByRole('listitem')).toHaveCount(2)
  })

  await test.step('zone plan', async () => {
    await page.getByRole('link', { name: 'Change plan' }).click()
    await page
      .getByRole('radiogroup', { name: 'Zone plan', exact: true })
      .getByRole('radio', { name: 'Pro' })
      .check()
    await page.getByRole('button', { name: 'Review' }).click()
    await page.getByRole('button', { name: 'Change plan' }).click()
    await expect(page.getByRole('region', { name: 'Plan' })).toContainText('PARTNERS_PRO')
  })

  await test.step('add-on', async () => {
    await tab('Subscriptions')
    await page.getByRole('link', { name: 'Add a subscription' }).first().click()
    await page.getByRole('radio', { name: 'PARTNERS_ACCESS_BASIC' }).check()
    await page.getByRole('button', { name: 'Review' }).click()
    await page.getByRole('button', { name: 'Add subscription' }).click()
    // The review before it names the plan too.
    await expect(page).toHaveURL(/\/subscriptions$/)
    await expect(page.getByRole('row', { name: /PARTNERS_ACCESS_BASIC/ })).toBeVisible()
  })

  await test.step('token', async () => {
    await tab('API Tokens')
    await page.getByRole('link', { name: 'Create Token' }).first().click()
    await page.getByRole('radio', { name: /^Edit zone DNS/ }).check()
    await page.getByLabel('Token name').fill('Bakery DNS')
    await page.getByRole('button', { name: 'Create token' }).click()
    await expect(page.getByRole('textbox', { name: 'API token' })).toHaveValue(/^cfat_/)
    await page.getByRole('checkbox', { name: 'I have saved it' }).check()
    await page.getByRole('button', { name: 'Done' }).click()
    await h1('Tutorial Bakery')
    await expect(page.getByRole('heading', { name: 'Bakery DNS' })).toBeVisible()
  })

  await test.step('log', async () => {
    await tab('Audit Log')
    const made = page.getByRole('table', { name: 'Audit log' }).getByRole('row', { name: /made here/i })
    // The member twice over (person and service user), zone, plan, add-on and token.
    await expect(made.first()).toContainText(me)
    for (const deed of [/member/i, /zone/i, /subscription/i, /token/i])
      await expect(made.filter({ hasText: deed }).first()).toBeVisible()
    await tab('Activity')
    for (const deed of ['Create account', 'Invite member', 'Create service user', 'Add zone'])
      await expect(page.getByRole('table').getByText(deed, { exact: true }).first()).toBeVisible()
  })

  await test.step('the customer at a glance', async () => {
    await tab('Overview')
    await expect(page.getByRole('region', { name: 'Zones' })).toContainText('PARTNERS_PRO')
    await expect(page.getByRole('region', { name: 'Members' })).toContainText('bakery-api@partner.example')
    await expect(page.getByRole('region', { name: 'Account Subscriptions' })).toContainText(
      'PARTNERS_ACCESS_BASIC',
    )
    await expect(page.getByRole('region', { name: 'API Tokens' })).toContainText('1 token')
    const attention = page.getByRole('region', { name: 'Needs attention' })
    await expect(attention).toContainText('tutorial-bakery.com waits for its name servers')
    await attention.getByRole('link', { name: /owner@bakery.example has not accepted/ }).click()
    await expect(page).toHaveURL(/members\?status=pending/)
  })

  // Each creation went out once.
  for (const path of [/^\/accounts$/, /^\/users$/, /^\/zones$/, /\/subscriptions$/, /\/tokens$/])
    expect(await sandbox.calls('POST', path), String(path)).toHaveLength(1)
})
