import { expect, SEED, test } from './support/desk'

const zones = `/accounts/${SEED.accounts.plain}/zones`

test('once the allowance is spent, every page and every form says so, and until when', async ({
  page,
  sandbox,
  signInAs,
  another,
  database,
}) => {
  await signInAs('operator')
  await page.goto(`${zones}/new`)
  await page.getByLabel('Domain name').fill('spent.example')
  const { page: other } = await another('support')

  await sandbox.fail({ kind: 'rate_limit', retryAfter: 15, times: 1 })
  await other.goto('/accounts')
  const spent = /request allowance is used up for now/
  await expect(other.getByText(spent)).toBeVisible()
  await other.goto(zones)
  await expect(other.getByText(spent)).toBeVisible()

  await page.getByRole('button', { name: 'Add zone' }).click()
  await expect(page.getByRole('alert').filter({ hasText: spent })).toBeVisible()
  await expect(page.getByLabel('Domain name')).toHaveValue('spent.example')
  expect(await sandbox.calls('POST', /^\/zones$/)).toEqual([])
  const { rows } = await database.query(
    `SELECT error_code FROM audit_event WHERE action = 'zone.add' AND phase = 'failed' ORDER BY seq DESC LIMIT 1`,
  )
  expect(rows).toEqual([{ error_code: 'rate_limited' }])

  // Over for whatever comes next, too.
  await expect(async () => {
    await other.reload()
    await expect(other.getByRole('table', { name: 'Zones' })).toBeVisible({ timeout: 1_000 })
  }).toPass()
})
