import type { BrowserContext } from '@playwright/test'
import { expect, expectAccessible, SEED, test } from './support/test'

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
  // While the countdown runs nothing is sent.
  await expect(page.getByRole('button', { name: 'Add zone' })).toHaveAttribute('aria-disabled', 'true')

  // Over for whatever comes next, too.
  await expect(async () => {
    await other.reload()
    await expect(other.getByRole('table', { name: 'Zones' })).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expect(page.getByRole('button', { name: 'Add zone' })).not.toHaveAttribute('aria-disabled')
})

test('a page that is refused for a person’s own share goes on by itself, once', async ({
  page,
  signInAs,
  database,
}) => {
  const { id } = await signInAs('support')
  const spend = (seconds: number) =>
    database.query(
      `INSERT INTO rate_limit (key, points, expire) VALUES ($1, 1000, $2)
       ON CONFLICT (key) DO UPDATE SET points = 1000, expire = excluded.expire`,
      [`budget:person:${id}`, Date.now() + seconds * 1000],
    )
  await spend(12)
  await page.goto(zones)
  const refused = page.getByRole('alert').filter({ hasText: 'You have used your share' }).first()
  await expect(refused).toContainText('This continues automatically at')
  await expect(page.getByRole('table', { name: 'Zones' })).toBeVisible({ timeout: 20_000 })
})

test('the frame warns when four fifths of the allowance are used, and says when it refills', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await sandbox.set({ budget: { limit: 30, windowSeconds: 300 } })
  await signInAs('support')
  const warning = page.getByRole('status').filter({ hasText: /of the 30 requests that Cloudflare allows/ })
  await page.goto('/accounts')
  await expect(page.getByRole('heading', { name: 'Managed Accounts', level: 1 })).toBeVisible()
  await expect(warning).toHaveCount(0)
  // As the partner's own dashboard would: the same allowance, spent elsewhere.
  for (let call = 0; call < 24; call++) await sandbox.call('GET', '/user/tenants')
  await page.reload()
  await expect(async () => {
    await page.reload()
    await expect(warning).toContainText(/refills in \d:\d\d/, { timeout: 3_000 })
  }).toPass()
  await expectAccessible(page)
})

test('the top bar says what is left, when it refills, and what spends it', async ({
  page,
  signInAs,
  database,
}) => {
  await database.query('DELETE FROM upstream_call')
  await signInAs('support')
  await page.goto(zones)
  await expect(page.getByRole('table', { name: 'Zones' })).toBeVisible()
  const soon = Date.now() + 120_000
  await database.query(
    `INSERT INTO upstream_call (slot, work, calls, until) VALUES (1, 'run', 300, $1), (-1, 'others', 40, $1)
     ON CONFLICT (slot, work) DO UPDATE SET calls = excluded.calls, until = excluded.until`,
    [soon],
  )
  const meter = page.getByRole('meter', { name: 'Cloudflare’s request allowance' })
  await page.getByRole('button', { name: /left$/ }).click()
  const details = page.getByRole('group', { name: 'Cloudflare’s request allowance' })
  // By everybody, not by this page alone.
  await expect(details).toContainText(/^8\d\d of 1,200 requests left/)
  await expect(details).toContainText(
    /Half of what is used is free again in [12]:\d\d, all of it in [45]:\d\d\./,
  )
  await expect(details).toContainText('Onboarding runs and imports300')
  await expect(details).toContainText('Cloudflare’s dashboard and other tools40')
  await expect(details).toContainText(/Pages that people look at\d/)
  await expect(details).toContainText('wait once only 200 are left')
  const left = Number(await meter.getAttribute('aria-valuenow'))
  expect(left).toBeGreaterThan(800)
  expect(left).toBeLessThanOrEqual(860)
  await expect(meter).toHaveAttribute('aria-valuetext', `${left} of 1,200 requests left`)
  await expectAccessible(page)

  await page.setViewportSize({ width: 390, height: 844 })
  await expect(details).toBeInViewport({ ratio: 1 })
  const bar = await page.getByRole('banner').boundingBox()
  expect(bar!.width).toBeLessThanOrEqual(390)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})

test('a page at which nobody is asks no more, so that its session can end', async ({ page, signInAs }) => {
  await page.clock.install()
  await signInAs('support')
  await page.goto('/settings/roles')
  await expect(page.getByRole('meter')).toBeVisible()
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/api/allowance') && asked.push(request.url()))
  await page.clock.runFor('10:00')
  expect(asked.length).toBeGreaterThan(10)
  expect(asked.length).toBeLessThanOrEqual(15)
  await page.mouse.move(300, 300)
  const again = page.waitForRequest(/\/api\/allowance/)
  await page.clock.runFor('00:30')
  await again
})

test('who opens many pages at once does not make a colleague wait behind them', async ({
  context,
  signInAs,
  another,
  baseURL,
}) => {
  const cookieOf = async (of: BrowserContext) =>
    (await of.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  await signInAs('support')
  const greedy = await cookieOf(context)
  const colleague = await cookieOf((await another('operator')).page.context())
  let answered = 0
  const get = async (cookie: string) => {
    const response = await fetch(`${baseURL}/settings/roles`, { headers: { cookie } })
    await response.arrayBuffer()
    return response.status
  }
  const flood = Array.from({ length: 150 }, () => get(greedy).finally(() => answered++))
  // They are there by now: the first is answered.
  await Promise.race(flood)
  expect(await get(colleague)).toBe(200)
  expect(answered).toBeLessThan(100)
  expect(new Set(await Promise.all(flood))).toEqual(new Set([200]))
})
