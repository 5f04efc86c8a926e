import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'

const { accounts } = SEED

test.describe('The overview of an account', () => {
  test('asks Cloudflare for nothing ahead, however many tabs lead on from it', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('operator')
    const ahead: string[] = []
    page.on('request', (request) => {
      if (request.headers()['next-router-prefetch']) ahead.push(request.url())
    })
    const plans = page.waitForResponse(/\/zone-plans\?/)
    await page.goto(`/accounts/${accounts.busy}`, { waitUntil: 'networkidle' })
    await plans
    await expect(page.getByRole('navigation', { name: 'Account' }).getByRole('link')).toHaveCount(9)
    expect(ahead).toEqual([])
    // For the page alone: the plans of its zones, asked for when it is there, rest on the list that it has shown.
    expect(await sandbox.calls('GET', /^\/accounts\/[0-9a-f]+$/)).toHaveLength(1)
  })

  test('shows what Cloudflare and we know of it', async ({ page, signInAs }) => {
    await signInAs('operator')
    await page.goto(`/accounts/${accounts.busy}`)
    await expect(page).toHaveTitle('Brightwave Retail Group · Tenantdesk')
    await expect(page.getByRole('heading', { level: 1, name: 'Brightwave Retail Group' })).toBeVisible()
    await expect(page.getByRole('navigation', { name: 'breadcrumb' })).toHaveText(
      /Tenants.*Managed Accounts.*Brightwave Retail Group/,
    )
    // Kumo's own tooltip would not be the browser's, and would come with every page: next.config.js.
    await expect(page.getByRole('button', { name: 'Copy Account ID' }).first()).toHaveAttribute(
      'title',
      'Copy Account ID',
    )
    const tabs = page.getByRole('navigation', { name: 'Account' })
    for (const tab of ['Overview', 'Activity', 'Settings'])
      await expect(tabs.getByRole('link', { name: tab, exact: true })).toBeVisible()
    await expect(tabs.getByRole('link', { name: 'Overview' })).toHaveAttribute('aria-current', 'page')
    const details = page.getByRole('region', { name: 'Details' })
    await expect(details).toContainText(accounts.busy)
    await expect(details).toContainText('Enterprise')
    await expect(details).toContainText(SEED.units.direct.name)
    await expect(details).toContainText('UTC')
    const settings = page.getByRole('region', { name: 'Settings' })
    await expect(settings).toContainText('Enforced')
    await expect(settings).toContainText('abuse@brightwave-shop.com')
    await expect(page.getByRole('region', { name: 'Know-Your-Customer' })).toContainText(
      'billing@brightwave-shop.com',
    )
    await expect(page.getByRole('region', { name: 'Account Description' })).toContainText('None')
    const subscriptions = page.getByRole('region', { name: 'Account Subscriptions' })
    await expect(
      subscriptions.getByRole('listitem').filter({ hasText: 'PARTNERS_WORKERS_ENT' }),
    ).toContainText('Paid')
    // Looking at personal data in clear is an act too.
    await page.reload()
    await expect(page.getByRole('region', { name: 'Latest activity' })).toContainText(
      'View Know-Your-Customer data',
    )
  })

  test('shows the whole customer at a glance, in one wave of calls', async ({ page, signInAs, sandbox }) => {
    await signInAs('support')
    await page.goto(`/accounts/${accounts.busy}`)
    const members = page.getByRole('region', { name: 'Members' })
    await expect(members).toContainText('58 members · 10 open invitations')
    await expect(members.getByRole('listitem')).toHaveCount(5)
    const zones = page.getByRole('region', { name: 'Zones' })
    await expect(zones).toContainText('62 zones')
    await expect(zones.getByRole('listitem').first()).toContainText(/Active|Pending/)
    await expect(zones.getByText('Free').first()).toBeVisible()
    await expect(page.getByRole('region', { name: 'API Tokens' })).toContainText('near their end')

    const attention = page.getByRole('region', { name: 'Needs attention' })
    await expect(attention).toContainText('Zero Trust (ent) changes to Zero Trust (standard)')
    await attention.getByRole('link', { name: /have not accepted the invitation/ }).click()
    await expect(page).toHaveURL(`/accounts/${accounts.busy}/members?status=pending`)

    await page.goto(`/accounts/${accounts.empty}`)
    await expect(page.getByRole('region', { name: 'Zones' })).toContainText('This account has no zones.')
    // Members, zones, subscriptions and tokens of the first account: a call each.
    const asked = await sandbox.calls('GET', new RegExp(`${accounts.busy}/(members|subscriptions|tokens)$`))
    expect(asked.filter(({ path }) => path.endsWith('/subscriptions'))).toHaveLength(1)
    expect(asked.filter(({ path }) => path.endsWith('/tokens'))).toHaveLength(1)
  })

  test('says what could not be checked, and takes it neither for well nor for ill', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('support')
    await sandbox.fail({ path: '/tokens$', kind: 'status', status: 500, times: 3 })
    await page.goto(`/accounts/${accounts.empty}`)
    await expect(page.getByText('The API tokens could not be read')).toBeVisible()
    const attention = page.getByRole('region', { name: 'Needs attention' })
    await expect(attention).toContainText('Could not be checked: API tokens.')
    await expect(attention).not.toContainText('Nothing needs attention')
  })

  test('answers 404 for unknown, foreign and malformed ids', async ({ page, signInAs }) => {
    await signInAs('admin')
    for (const id of ['0'.repeat(32), accounts.outside[0], 'no-account', '..%2Fuser', '%00']) {
      const response = await page.goto(`/accounts/${id}`)
      expect(response?.status(), id).toBe(404)
      await expect(page.getByText('There is no managed account with this ID'), id).toBeVisible()
      for (const tab of ['settings', 'activity'])
        expect((await page.goto(`/accounts/${id}/${tab}`))?.status(), `${id}/${tab}`).toBe(404)
    }
    await page.getByRole('link', { name: 'Go to Managed Accounts' }).click()
    await expect(page).toHaveURL('/accounts')
  })

  test('shows a dash for what the account does not tell', async ({ page, signInAs }) => {
    await signInAs('support')
    await page.goto(`/accounts/${accounts.noType}`)
    await expect(page.getByRole('region', { name: 'Details' }).getByText('—')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Know-Your-Customer' })).toContainText('Not available')
    await page.goto(`/accounts/${accounts.noSettings}`)
    await expect(page.getByRole('region', { name: 'Settings' })).toContainText('Not known')
  })

  test('hides personal data from support until it is revealed, and remembers the reveal', async ({
    page,
    signInAs,
    database,
  }) => {
    const { id } = await signInAs('support')
    const answers: string[] = []
    page.on('response', async (response) => {
      if (response.url().includes(accounts.busy)) answers.push(await response.text().catch(() => ''))
    })
    await page.goto(`/accounts/${accounts.busy}`)
    const kyc = page.getByRole('region', { name: 'Know-Your-Customer' })
    await expect(kyc.getByText('Hidden', { exact: true })).toHaveCount(5)
    await expect(kyc).toContainText('Each reveal is recorded')
    expect(answers.join()).not.toContain('billing@brightwave-shop.com')
    await kyc.getByRole('button', { name: 'Reveal' }).click()
    await expect(kyc).toContainText('billing@brightwave-shop.com')
    await expect(kyc.getByRole('button', { name: 'Reveal' })).toHaveCount(0)
    const { rows } = await database.query(
      `SELECT phase FROM audit_event WHERE action = 'account.kyc.reveal' AND actor_id = $1 ORDER BY seq`,
      [id],
    )
    expect(rows).toEqual([{ phase: 'attempted' }, { phase: 'succeeded' }])
  })

  test('never shows personal data to an auditor', async ({ page, signInAs }) => {
    await signInAs('auditor')
    await page.goto(`/accounts/${accounts.busy}`)
    const kyc = page.getByRole('region', { name: 'Know-Your-Customer' })
    await expect(kyc.getByText('Hidden', { exact: true })).toHaveCount(5)
    await expect(kyc.getByRole('button', { name: 'Reveal' })).toHaveCount(0)
  })

  test('stays up when one part fails, and reads that part again', async ({ page, signInAs, sandbox }) => {
    await signInAs('operator')
    await sandbox.fail({ path: '/subscriptions$', kind: 'html', times: 3 })
    await sandbox.fail({ path: '/profile$', kind: 'status', status: 500, times: 3 })
    await page.goto(`/accounts/${accounts.busy}`)
    await expect(page.getByText('The subscriptions could not be read')).toBeVisible()
    await expect(page.getByText('Know-Your-Customer data could not be read')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Details' })).toContainText(accounts.busy)
    await page
      .getByRole('alert')
      .filter({ hasText: 'The subscriptions could not be read' })
      .getByRole('button', { name: 'Retry' })
      .click()
    await expect(page.getByRole('region', { name: 'Account Subscriptions' })).toContainText('TEAMS_ENT')
    await expect(page.getByRole('region', { name: 'Know-Your-Customer' })).toContainText('+44 20 7946 0100')
  })

  test('says when the account itself cannot be read, and tries again', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('operator')
    await sandbox.fail({ path: `^/accounts/${accounts.plain}$`, kind: 'status', status: 500, times: 3 })
    await page.goto(`/accounts/${accounts.plain}`)
    const fault = page.getByRole('alert').filter({ hasText: 'The account could not be read' })
    await expect(fault).toContainText('Request ID')
    await fault.getByRole('button', { name: 'Retry' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Delta Dental Clinics' })).toBeVisible()
  })

  test('says which wanted subscription is missing and adds it', async ({
    page,
    signInAs,
    sandbox,
    database,
  }) => {
    await database.query(
      `INSERT INTO wanted_subscription (account_id, rate_plan_id, reason) VALUES ($1, 'TEAMS_ENT', 'Cloudflare was away.')`,
      [accounts.empty],
    )
    await signInAs('support')
    await page.goto(`/accounts/${accounts.empty}`)
    const title = 'Freshly Signed Ltd was created, but its subscription TEAMS_ENT is missing'
    await expect(page.getByText(title)).toBeVisible()
    await expect(page.getByText('Cloudflare was away.')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Add subscription' })).toHaveCount(0)

    await signInAs('operator')
    await sandbox.fail({ method: 'POST', path: '/subscriptions$', kind: 'status', status: 403, code: 1225 })
    await page.goto(`/accounts/${accounts.empty}`)
    await page.getByRole('button', { name: 'Add subscription' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'The subscription was not added' })).toContainText(
      'Request ID',
    )
    await expect(page.getByRole('link', { name: 'Choose another plan' })).toHaveAttribute(
      'href',
      `/accounts/${accounts.empty}/subscriptions/new`,
    )
    await expect(page.getByRole('button', { name: 'No longer wanted' })).toBeVisible()
    await page.getByRole('button', { name: 'Add subscription' }).click()
    await expect(page.getByText(title)).toHaveCount(0)
    await expect(page.getByRole('region', { name: 'Account Subscriptions' })).toContainText('TEAMS_ENT')
    expect(await sandbox.calls('POST', /\/subscriptions$/)).toHaveLength(2)
  })

  test('shows an unknown plan, state and frequency as they come', async ({ page, signInAs }) => {
    await signInAs('support')
    await page.goto(`/accounts/${accounts.oddSubscription}`)
    const odd = page.getByRole('region', { name: 'Account Subscriptions' })
    await expect(odd).toContainText('legacy_bundle_2019')
    await expect(odd).toContainText('subscription.state.')
  })

  for (const colorScheme of ['light', 'dark'] as const)
    test(`is accessible and fits a telephone, ${colorScheme}`, async ({ page, signInAs }) => {
      await page.emulateMedia({ colorScheme })
      await signInAs('support')
      for (const id of [accounts.longest, accounts.hostile, accounts.arabic]) {
        await page.setViewportSize({ width: 1440, height: 900 })
        await page.goto(`/accounts/${id}`)
        await expect(page.getByText('Loading')).toHaveCount(0)
        await expectAccessible(page)
        await page.setViewportSize({ width: 390, height: 844 })
        await expectNoSidewaysScroll(page)
      }
    })
})

test.describe('Below the work list of Today', () => {
  test('counts what it can', async ({ page, signInAs }) => {
    await signInAs('admin')
    await page.goto('/')
    await expect(page.getByRole('main')).toContainText(`Managed Accounts${SEED.counts.tenant}`)
  })

  test('shows everybody’s activity only to those who may see it', async ({ page, signInAs }) => {
    await signInAs('support')
    await page.goto('/')
    await expect(page.getByText('done when the next look does not find it')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Latest activity' })).toHaveCount(0)
    await signInAs('auditor')
    await page.goto('/')
    await expect(page.getByRole('region', { name: 'Latest activity' })).toBeVisible()
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await expectNoSidewaysScroll(page)
  })
})
