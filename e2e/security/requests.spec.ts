import { builtActions, post, resultOf } from '../support/actions'
import { expect, SEED, test } from '../support/test'
import { ADMIN } from '../support/env'

const action = (name: string) => builtActions().find((each) => each.export === name)!

test('an action from a foreign origin is refused and nothing happens', async ({
  page,
  signInAs,
  sandbox,
}) => {
  await signInAs('admin')
  const answer = await post(
    page.request,
    action('deleteAccount'),
    { accountId: SEED.accounts.plain, typedName: 'Delta Dental Clinics' },
    { origin: 'https://evil.example' },
  )
  expect(answer.status()).toBeGreaterThanOrEqual(400)
  expect(await sandbox.account(SEED.accounts.plain)).toBeDefined()
  expect((await sandbox.calls()).filter((call) => call.method !== 'GET')).toEqual([])
})

const FOREIGN = [SEED.accounts.outside[0]!, 'f'.repeat(32)]
const MALFORMED = ['..%2f..%2fuser', 'a?b=c', 'a/../../user', 'x'.repeat(300), '%00', '', ' ']

test('foreign, unknown and malformed ids are a clean 404 and never reach a call', async ({
  page,
  signInAs,
  sandbox,
}) => {
  test.setTimeout(90_000)
  await signInAs('admin')
  for (const id of FOREIGN)
    for (const tab of ['', '/settings', '/activity', '/members', '/zones']) {
      await page.goto(`/accounts/${id}${tab}`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        /not found|no such|nothing here|does not exist|404/i,
      )
    }
  for (const accountId of [...FOREIGN, ...MALFORMED]) {
    const inputs: Record<string, unknown> = {
      deleteAccount: { accountId, typedName: 'x' },
      revealKyc: { accountId },
      addWantedSubscription: { accountId, ratePlanId: 'TEAMS_FREE' },
    }
    for (const [name, input] of Object.entries(inputs)) {
      const result = await resultOf(await post(page.request, action(name), input))
      expect(result.ok, `${name} ${accountId}`).toBe(false)
      expect(['not_found', 'invalid'], `${name} ${accountId}`).toContain(result.error!.code)
    }
  }
  expect((await sandbox.calls()).filter((call) => call.method !== 'GET')).toEqual([])
  expect(await sandbox.calls('GET', /^\/user$|x{65}|%2f/i)).toEqual([])
})

test('pages carry the headers that keep them to themselves', async ({ page, signInAs }) => {
  await signInAs('admin')
  const first = (await page.goto('/accounts'))!.headers()
  const second = (await page.goto('/accounts'))!.headers()
  const policy = first['content-security-policy']!
  const scripts = /script-src ([^;]+)/.exec(policy)![1]!
  expect(scripts).toMatch(/'nonce-[^']+'/)
  expect(scripts).not.toContain('unsafe-inline')
  expect(scripts).not.toContain('unsafe-eval')
  expect(policy).toContain("frame-ancestors 'none'")
  expect(/'nonce-[^']+'/.exec(policy)![0]).not.toBe(
    /'nonce-[^']+'/.exec(second['content-security-policy']!)![0],
  )
  expect(first['referrer-policy']).toBeTruthy()
  expect(first['permissions-policy']).toBeTruthy()
  expect(first['x-content-type-options']).toBe('nosniff')
  expect(first['x-powered-by']).toBeUndefined()
  expect(first['cache-control']).toMatch(/no-store|private/)
})

test('cookies are out of reach of scripts and of other sites', async ({ page, context }) => {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(ADMIN.email)
  await page.getByLabel('Password').fill(ADMIN.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible()
  const ours = (await context.cookies()).filter(({ name }) => /session|device|csrf/.test(name))
  expect(ours.length).toBeGreaterThanOrEqual(2)
  for (const cookie of ours) {
    expect(cookie.httpOnly, cookie.name).toBe(true)
    expect(cookie.sameSite, cookie.name).toBe('Lax')
  }
})
