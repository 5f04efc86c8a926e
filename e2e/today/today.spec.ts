import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'
import { notOnToday, onToday } from '../support/today'

const { accounts } = SEED
const DOMAIN = 'quill-harbour.com'

// An agent's morning: what needs somebody is there, is taken, handed over, put off, and done by what is so at Cloudflare.
test('a pending domain appears, is taken, handed over, snoozed, and done once it is active', async ({
  page,
  signInAs,
  another,
  sandbox,
}) => {
  test.slow()
  const zone = await pendingZone(sandbox)
  await signInAs('support', 'Bo')
  // Whatever page reads Cloudflare keeps what it saw of an account that is known to be ours, as it is once one page has shown it.
  for (const tab of ['', '/members', '/zones']) {
    await page.goto(`/accounts/${accounts.empty}${tab}`, { waitUntil: 'networkidle' })
  }
  await expect(page.getByText(DOMAIN).first()).toBeVisible()

  const row = await onToday(page, DOMAIN)
  await expect(page).toHaveTitle('Today · Tenantdesk')
  await expect(row).toContainText('Domain pending')
  await expect(row).toContainText('day 1 of 28')
  await expect(row).toContainText('Freshly Signed Ltd')
  await expect(
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Today/ }),
  ).toContainText('to do')

  await row.getByRole('button', { name: `Take Domain pending ${DOMAIN}` }).click()
  await expect(row).toContainText('You')
  await page.getByLabel('Who has it').selectOption('Mine')
  await expect(page).toHaveURL(/owner=me/)
  await expect(row).toBeVisible()

  const cy = await another('operator', 'Cy Marlowe')
  await page.reload()
  await row.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Hand over…' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByLabel('To').selectOption(cy.id)
  await dialog.getByRole('button', { name: 'Hand over' }).click()
  // It hides the table as long as it is open.
  await expect(dialog).toHaveCount(0)
  await expect(row).toHaveCount(0)

  const theirs = await onToday(cy.page, DOMAIN, '/?owner=me')
  await theirs.getByRole('checkbox').check()
  await cy.page.getByRole('button', { name: 'Snooze…' }).click()
  const snooze = cy.page.getByRole('alertdialog')
  await snooze.getByRole('button', { name: 'Snooze' }).click()
  await expect(snooze).toContainText('Say why this can wait.')
  await snooze.getByLabel('Reason').fill('The customer changes its registrar on Friday.')
  await snooze.getByLabel('Days').fill('31')
  await snooze.getByRole('button', { name: 'Snooze' }).click()
  await expect(snooze).toContainText('Snooze for at most 30 days.')
  await snooze.getByLabel('Days').fill('5')
  await snooze.getByRole('button', { name: 'Snooze' }).click()
  await expect(snooze).toHaveCount(0)
  await expect(theirs).toHaveCount(0)
  await cy.page.goto('/?show=snoozed')
  await expect(theirs).toContainText('The customer changes its registrar on Friday.')
  await expect(theirs).toContainText(`Snoozed by ${cy.email}`)
  await expectAccessible(cy.page)

  await theirs.getByRole('checkbox').check()
  await cy.page.getByRole('button', { name: 'Wake' }).click()
  await cy.page.getByRole('alertdialog').getByRole('button', { name: 'Wake' }).click()
  await expect(cy.page.getByRole('alertdialog')).toHaveCount(0)
  await expect(theirs).toHaveCount(0)

  // Nobody ticks it off: it is done when Cloudflare says so.
  await cy.page.goto('/')
  await expect(theirs).toBeVisible()
  await sandbox.activate(zone)
  await theirs.getByRole('button', { name: `Refresh Domain pending ${DOMAIN}` }).click()
  await expect(theirs).toHaveCount(0)
  await cy.page.goto('/?show=done')
  await expect(theirs).toBeVisible()
})

test('a wanted subscription is missing until it is there, and whoever may only look is led to where it is', async ({
  page,
  signInAs,
  database,
}) => {
  await database.query(
    `INSERT INTO wanted_subscription (account_id, rate_plan_id, reason) VALUES ($1, 'TEAMS_ENT', 'Cloudflare was away.')`,
    [accounts.empty],
  )
  await signInAs('auditor')
  const row = await onToday(page, 'TEAMS_ENT')
  await expect(row).toContainText('Cloudflare was away.')
  await expect(row.getByRole('button')).toHaveCount(0)
  await expect(page.getByRole('checkbox')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Export CSV' })).toBeVisible()
  await row.getByRole('link', { name: 'Open' }).click()
  await expect(page).toHaveURL(`/accounts/${accounts.empty}`)
  await database.query('DELETE FROM wanted_subscription')
  await notOnToday(page, 'TEAMS_ENT')
})

test('a name that wants to be more than a name stays one, on Today and on Reconcile', async ({
  page,
  signInAs,
  database,
}) => {
  await signInAs('operator')
  // Both have been seen.
  for (const id of [accounts.hostile, accounts.arabic]) await page.goto(`/accounts/${id}`)
  for (const id of [accounts.hostile, accounts.arabic])
    await database.query(
      `INSERT INTO wanted_subscription (account_id, rate_plan_id, reason) VALUES ($1, $2, '<img src=x onerror=alert(1)>')`,
      [id, '<b>PLAN</b>\u202E'],
    )
  await onToday(page, '<b>PLAN</b>')
  await expect(page.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible()
  for (const path of ['/', '/reconcile']) {
    await page.goto(path)
    await expect(page.getByRole('table').first()).toBeVisible()
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await expectNoSidewaysScroll(page)
    await page.setViewportSize({ width: 1440, height: 900 })
  }
})

async function pendingZone(sandbox: {
  call: (method: string, path: string, body: unknown) => Promise<Response>
}) {
  const body = { name: DOMAIN, account: { id: accounts.empty }, type: 'full' }
  const answer = await sandbox.call('POST', '/zones', body)
  return ((await answer.json()) as { result: { id: string } }).result.id
}
