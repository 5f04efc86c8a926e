import type { Pool } from 'pg'
import { askAsPage, builtActions, builtRoutes, post, resultOf, type Action } from '../support/actions'
import { expect, SEED, test, type Person, type Sandbox } from '../support/test'
import { putDraft, putRun } from '../support/runs'
import { ACTIONS, EVERYONE, ROUTES } from './permissions'

test('the tables of who may do what name every action and every address of the build', () => {
  expect(
    builtActions()
      .map((action) => action.export)
      .sort(),
  ).toEqual(Object.keys(ACTIONS).sort())
  expect(builtRoutes().sort()).toEqual(Object.keys(ROUTES).sort())
})

// Rights are checked before the input is looked at, so an input that no action accepts shows whether the right is asked for.
const NOTHING = null

for (const role of EVERYONE)
  test(`every action asks ${role} for the right, and what is refused is on record`, async ({
    signInAs,
    page,
    sandbox,
    database,
  }) => {
    const person = await signInAs(role)
    const mayCall = ({ export: name }: Action) => {
      const [, who] = ACTIONS[name]!
      return who === 'anyone' || who.includes(role)
    }
    // Of two refusals of one name in one minute only the first is written at once.
    const refusedFirst = builtActions().sort((a, b) => Number(mayCall(a)) - Number(mayCall(b)))
    for (const action of refusedFirst) {
      const result = await resultOf(await post(page.request, action, NOTHING))
      const code = mayCall(action) ? 'invalid' : 'denied'
      expect.soft(result, action.export).toMatchObject({ ok: false, error: { code } })
    }
    const { rows } = await database.query(
      `SELECT DISTINCT action FROM audit_event WHERE actor_id = $1 AND phase = 'denied' AND error_code = 'denied'`,
      [person.id],
    )
    const denied = Object.values(ACTIONS).filter(([, who]) => who !== 'anyone' && !who.includes(role))
    expect(rows.map((row) => row.action).sort()).toEqual([...new Set(denied.map(([name]) => name))].sort())
    expect((await sandbox.calls()).filter((call) => call.method !== 'GET')).toEqual([])
  })

test('every action refuses somebody who is signed out', async ({ page, sandbox }) => {
  for (const action of builtActions()) {
    const result = await resultOf(await post(page.request, action, NOTHING))
    // A one-time link stands in for a session; without one its input is refused.
    const code = ACTIONS[action.export]![1] === 'anyone' ? 'invalid' : 'signed_out'
    expect(result, action.export).toMatchObject({ ok: false, error: { code } })
  }
  expect(await sandbox.calls()).toEqual([])
})

test('no page and no handler tells anything to somebody who is signed out', async ({
  page,
  another,
  sandbox,
  database,
}) => {
  const { address, secret } = await addresses(sandbox, await another('admin'), database)
  for (const [route, who] of Object.entries(ROUTES)) {
    if (who === 'anyone') continue
    const answer = await askAsPage(page.request, address(route), { maxRedirects: 0 })
    const text = await answer.text()
    const location = answer.headers()['location'] ?? ''
    const sentAway = answer.status() >= 300 && answer.status() < 400 && location.includes('/sign-in')
    const refused = answer.status() === 401
    // A streamed page can only be redirected from within.
    const redirectsWithin = answer.status() === 200 && text.includes('/sign-in')
    expect(sentAway || refused || redirectsWithin, `${route}: ${answer.status()}`).toBe(true)
    expect(text, route).not.toContain(secret)
  }
  expect(await sandbox.calls()).toEqual([])
})

// A list that goes on by a cursor, and files, which are asked for here without one.
const WANTING = ['/api/accounts/[accountId]/audit-log', '/api/onboarding/upload', '/api/aliases/upload']

for (const role of EVERYONE)
  test(`${role} is answered by the pages and handlers that are theirs, and refused the others`, async ({
    signInAs,
    page,
    sandbox,
    database,
  }) => {
    const { address } = await addresses(sandbox, await signInAs(role), database)
    for (const [route, who] of Object.entries(ROUTES)) {
      if (who === 'anyone') continue
      const answer = await askAsPage(page.request, address(route))
      const served = WANTING.includes(route) ? 400 : 200
      expect.soft(answer.status(), route).toBe(who.includes(role) ? served : 403)
    }
    expect((await sandbox.calls()).filter((call) => call.method !== 'GET')).toEqual([])
  })

/** How each route is asked for, in an account that has some of everything, and a text that only its readers may see. */
async function addresses(sandbox: Sandbox, person: Person, database: Pool) {
  const accountId = SEED.accounts.busy
  const { accounts, members, zones, tokens, subscriptions } = (await sandbox.state()) as unknown as Upstream
  const mine = (rows: Row[]) => rows.find(({ account, zone }) => account === accountId && !zone)!.id
  const ids: Record<string, string> = {
    accountId,
    memberId: mine(members),
    zoneId: mine(zones),
    tokenId: mine(tokens),
    subscriptionId: mine(subscriptions),
    staffId: person.id,
    key: crypto.randomUUID(),
    operationId: crypto.randomUUID(),
    draftId: await putDraft(database, 'Quiet Harbour'),
    importId: crypto.randomUUID(),
    runId: await putRun(database, {
      title: 'Anvil Ltd',
      status: 'paused',
      accountId,
      steps: [{ key: 'account', state: 'done' }, HELD],
    }),
  }
  await database.query(
    `INSERT INTO onboarding_import (id, status, file_name, digest, row_count, created_by, started_at, updated_at)
     VALUES ($1, 'running', 'customers.csv', '', 1, $2, now(), now())`,
    [ids.importId, person.id],
  )
  ids.email = 'leaver@example.com'
  ids.removalId = crypto.randomUUID()
  await database.query(
    `INSERT INTO directory_account (id, name, sort_name, tenant_id, seen_at) VALUES ($1, 'Busy', 'busy', $2, now())
     ON CONFLICT (id) DO UPDATE SET tenant_id = excluded.tenant_id`,
    [accountId, SEED.tenant.tag],
  )
  await database.query(
    `INSERT INTO directory_member (id, account_id, email, status, roles, policies, seen_at)
     VALUES ('leaver', $1, $2, 'accepted', '[]', '[]', now())`,
    [accountId, ids.email],
  )
  await database.query(
    `INSERT INTO removal (id, operation_id, email, status, started_by, started_by_email, updated_at)
     VALUES ($1, gen_random_uuid(), $2, 'paused', $3, $4, now())`,
    [ids.removalId, ids.email, person.id, person.email],
  )
  const asked: Record<string, Record<string, string>> = {
    '/accounts/new': { attempt: ids.key! },
    '/onboarding/runs/[runId]/mend': { step: HELD.key },
    '/api/accounts/same-name': { name: 'a' },
    '/api/accounts/[accountId]/zone-plans': { zone: ids.zoneId! },
  }
  return {
    address: (route: string) => {
      const path = route.replaceAll(/\[(\w+)\]/g, (_, name: string) => ids[name]!)
      return asked[route] ? `${path}?${new URLSearchParams(asked[route])}` : path
    },
    secret: accounts.find(({ id }) => id === accountId)!.name,
  }
}

const HELD = { key: 'zone:anvil.example', state: 'paused' } as const

type Upstream = { accounts: { id: string; name: string }[] } & Record<
  'members' | 'zones' | 'tokens' | 'subscriptions',
  Row[]
>
/** Subscriptions are of an account, or of one of its zones. */
type Row = { id: string; account: string; zone?: string | null }

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
