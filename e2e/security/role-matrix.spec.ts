import { may, ROLES } from '../../lib/auth/permissions'
import { askAsPage, builtActions, post, resultOf } from '../support/actions'
import { expect, SEED, seedZone, test } from '../support/desk'

// Rights are checked before the input is looked at, so an empty input shows whether the door holds.

test('every action refuses every role without the right, on record, and sends nothing', async ({
  another,
  sandbox,
  database,
}) => {
  test.setTimeout(120_000)
  const actions = builtActions()
  expect(actions.length).toBeGreaterThan(15)
  for (const role of ROLES) {
    const person = await another(role)
    for (const action of actions) {
      const { permission } = action
      if (permission === 'anyone' || may(role, permission)) continue
      const result = await resultOf(await post(person.page.request, action, {}))
      expect(result, `${role} ${action.export}`).toMatchObject({ ok: false, error: { code: 'denied' } })
      const { rows } = await database.query(
        `SELECT count(*)::int AS denied FROM audit_event WHERE actor_id = $1 AND action = $2 AND phase = 'denied'`,
        [person.id, action.name],
      )
      expect(rows[0].denied, `${role} ${action.export}`).toBeGreaterThan(0)
    }
  }
  expect((await sandbox.calls()).filter((call) => call.method !== 'GET')).toEqual([])
})

test('every action refuses somebody who is signed out', async ({ page, sandbox }) => {
  for (const action of builtActions()) {
    const result = await resultOf(await post(page.request, action, {}))
    // A one-time link stands in for a session; without one its input is refused.
    const code = action.permission === 'anyone' ? 'invalid' : 'signed_out'
    expect(result, action.export).toMatchObject({ ok: false, error: { code } })
  }
  expect(await sandbox.calls()).toEqual([])
})

const EXPORTS = [
  '/api/accounts/export',
  '/api/service-users/export',
  ...['members', 'zones', 'subscriptions', 'tokens'].map(
    (each) => `/api/accounts/${SEED.accounts.plain}/${each}/export`,
  ),
]

const GUARDED = [
  ...EXPORTS,
  '/',
  '/accounts',
  '/tenants',
  '/accounts/new?attempt=01234567-89ab-4def-8123-456789abcdef',
  `/accounts/${SEED.accounts.plain}`,
  `/accounts/${SEED.accounts.plain}/settings`,
  `/accounts/${SEED.accounts.plain}/activity`,
  `/accounts/${SEED.accounts.plain}/zones`,
  `/accounts/${SEED.accounts.plain}/zones/new`,
  `/accounts/${SEED.accounts.plain}/subscriptions`,
  `/accounts/${SEED.accounts.plain}/tokens`,
  `/accounts/${SEED.accounts.plain}/tokens/new`,
  `/accounts/${SEED.accounts.plain}/subscriptions/new`,
  `/api/accounts/${SEED.accounts.plain}/zones/${seedZone('delta-dental-clinics.com')}`,
  `/api/accounts/${SEED.accounts.plain}/zone-plans?zone=${seedZone('delta-dental-clinics.com')}`,
  `/api/accounts/${SEED.accounts.plain}/member-groups`,
  `/accounts/${SEED.accounts.plain}/members`,
  `/accounts/${SEED.accounts.plain}/roles`,
  `/accounts/${SEED.accounts.plain}/audit-log`,
  '/service-users',
  '/activity',
  '/staff',
  '/settings',
  '/api/accounts/same-name?name=a',
  '/api/accounts/attempts/01234567-89ab-4def-8123-456789abcdef',
  `/api/accounts/${SEED.accounts.plain}/deletion`,
  '/api/activity/export',
  `/api/accounts/${SEED.accounts.plain}/audit-log`,
  `/api/accounts/${SEED.accounts.plain}/audit-log/entry`,
  `/api/accounts/${SEED.accounts.plain}/audit-log/export`,
]

test('no page and no handler tells anything to somebody who is signed out', async ({ page, sandbox }) => {
  for (const path of GUARDED) {
    const answer = await askAsPage(page.request, path, { maxRedirects: 0 })
    const location = answer.headers()['location'] ?? ''
    const sentAway = answer.status() >= 300 && answer.status() < 400 && location.includes('/sign-in')
    const refused = answer.status() === 401 || answer.status() === 403
    // A streamed page can only be redirected from within.
    const redirectsWithin = answer.status() === 200 && (await answer.text()).includes('/sign-in')
    expect(sentAway || refused || redirectsWithin, `${path}: ${answer.status()}`).toBe(true)
    expect(await answer.text(), path).not.toContain('Delta Dental')
  }
  expect(await sandbox.calls()).toEqual([])
})

test('weaker roles are refused the pages and handlers that are not theirs', async ({ another }) => {
  const expected: Record<string, string[]> = {
    operator: [
      '/staff',
      '/activity',
      '/api/activity/export',
      `/api/accounts/${SEED.accounts.plain}/deletion`,
      `/api/accounts/${SEED.accounts.plain}/audit-log/export`,
    ],
    support: [
      ...EXPORTS,
      '/staff',
      '/activity',
      '/api/activity/export',
      '/accounts/new',
      `/accounts/${SEED.accounts.plain}/zones/new`,
      `/accounts/${SEED.accounts.plain}/subscriptions/new`,
      `/accounts/${SEED.accounts.plain}/tokens/new`,
      `/api/accounts/${SEED.accounts.plain}/audit-log/export`,
      '/api/accounts/same-name?name=a',
    ],
    auditor: ['/staff', '/accounts/new', '/api/accounts/same-name?name=a'],
  }
  for (const [role, paths] of Object.entries(expected)) {
    const person = await another(role as 'operator')
    for (const path of paths)
      expect((await askAsPage(person.page.request, path)).status(), `${role} ${path}`).toBe(403)
  }
})

test('support sees Know-Your-Customer data masked until it is revealed, and each reveal is recorded', async ({
  page,
  signInAs,
  sandbox,
  database,
}) => {
  const person = await signInAs('support')
  const answer = await page.goto(`/accounts/${SEED.accounts.plain}`)
  await expect(page.getByRole('heading', { name: 'Know-Your-Customer' })).toBeVisible()
  const reveal = page.getByRole('button', { name: 'Reveal' })
  await expect(reveal).toBeVisible()
  const upstream = await sandbox.call('GET', `/accounts/${SEED.accounts.plain}/profile`)
  const { result } = (await upstream.json()) as { result: { business_address: string } }
  const secret = result.business_address
  expect(secret).not.toBe('')
  expect(await answer!.text()).not.toContain(secret)
  await reveal.click()
  await expect(page.getByText(secret)).toBeVisible()
  const { rows } = await database.query(
    `SELECT phase FROM audit_event WHERE actor_id = $1 AND action = 'account.kyc.reveal' ORDER BY seq`,
    [person.id],
  )
  expect(rows.map((row) => row.phase)).toEqual(['attempted', 'succeeded'])
})
