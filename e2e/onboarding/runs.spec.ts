import type { Pool } from 'pg'
import type { Page } from '@playwright/test'
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  SEED,
  test,
  type Person,
  type Sandbox,
} from '../support/test'
import { orderFor, putRun, type StepSeed } from '../support/runs'

const ACCOUNT = SEED.accounts.plain
const NAME_SERVERS = ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com']

const account = (name: string): StepSeed => ({
  key: 'account',
  state: 'done',
  targetId: ACCOUNT,
  result: { accountId: ACCOUNT, name, unitId: SEED.units.direct.id },
  requestId: 'a023d4fd-1f8a-477a-a550-d326be261fc9',
  ray: '8f3c1d2e4b5a6c7d-FRA',
})
const zone = (name: string): StepSeed => ({
  key: `zone:${name}`,
  state: 'done',
  targetId: 'z1',
  result: {
    zoneId: 'z1',
    name,
    status: 'pending',
    nameServers: NAME_SERVERS,
    createdOn: '2026-11-30T10:00:00Z',
  },
})
const MEMBER: StepSeed = {
  key: 'member:0',
  state: 'done',
  targetId: 'm1',
  result: { memberId: 'm1', status: 'pending' },
}
const refused: StepSeed = {
  key: 'zone:anvil.example',
  state: 'paused',
  message: 'This domain is already in another Cloudflare account.',
  errorCode: 'refused',
  fields: { name: 'This domain is already in another Cloudflare account.' },
}

/** A run that the engine can go on with: in the name of the person, of an account that is there. */
async function pausedRun(
  database: Pool,
  sandbox: Sandbox,
  startedBy: Person,
  steps: StepSeed[],
  more: object,
): Promise<{ id: string; name: string }> {
  const { name } = (await sandbox.account(ACCOUNT))!
  const order = orderFor(name)
  const access = { ...order.access, emails: [], serviceUser: null }
  const id = await putRun(database, {
    title: name,
    status: 'paused',
    reason: 'This domain is already in another Cloudflare account.',
    accountId: ACCOUNT,
    startedBy,
    order: { ...order, access, zones: [], subscriptions: [], ...more },
    steps: [account(name), ...steps, { key: 'read-back' }],
  })
  return { id, name }
}
const ZONES = [{ name: 'anvil.example', type: 'full', plan: null }]

test('a run is followed without reloading, and ends with the hand-over sheet', async ({
  page,
  signInAs,
  database,
}) => {
  await signInAs('operator')
  const id = await putRun(database, {
    title: 'Anvil Ltd',
    status: 'running',
    accountId: ACCOUNT,
    steps: [
      account('Anvil Ltd'),
      { ...MEMBER, state: 'sending' },
      { key: 'zone:anvil.example' },
      { key: 'read-back' },
    ],
  })
  await page.goto(`/onboarding/runs/${id}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Anvil Ltd')
  const step = (name: string) => page.getByRole('listitem').filter({ hasText: name })
  await expect(step('Create account')).toContainText('Done')
  await expect(step('Create account')).toContainText('8f3c1d2e4b5a6c7d-FRA')
  await expect(step('Invite ada@anvil.example')).toContainText('Sending')
  await page.evaluate(() => Object.assign(window, { here: true }))

  const set = (key: string, sets: string, values: unknown[] = []) =>
    database.query(`UPDATE onboarding_step SET ${sets} WHERE run_id = $1 AND key = $2`, [id, key, ...values])
  await set('member:0', `state = 'done'`)
  await set('zone:anvil.example', `state = 'unknown', next_look_at = now() + interval '5 minutes'`)
  await expect(step('Add zone anvil.example')).toContainText('Unknown')
  await expect(step('Add zone anvil.example')).toContainText(/Next look at \d\d:\d\d:\d\d UTC/)
  await expect(step('Invite ada@anvil.example')).toContainText('Done')

  await set('zone:anvil.example', `state = 'done', target_id = 'z1', result = $3`, [
    JSON.stringify(zone('anvil.example').result),
  ])
  await set('read-back', `state = 'done', result = '{"problems": []}'`)
  await database.query(`UPDATE onboarding_run SET status = 'completed', ended_at = now() WHERE id = $1`, [id])
  const sheet = page.getByRole('region', { name: 'Hand-over sheet' })
  await expect(sheet).toBeVisible()
  await expect(sheet).toContainText('ada@anvil.example, invited')
  await expect(sheet).toContainText('28 December 2026')
  expect(await page.evaluate(() => 'here' in window), 'not reloaded').toBe(true)
  await expect(page.getByRole('button', { name: 'Stop' })).toHaveCount(0)
  await expectAccessible(page)

  // Nothing asks any more.
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/api/onboarding') && asked.push(request.url()))
  await page.evaluate(() => new Promise((done) => setTimeout(done, 4_000)))
  expect(asked).toEqual([])
})

test('the sheet is copied as text, and alone is printed, without Know-Your-Customer data', async ({
  page,
  signInAs,
  database,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await signInAs('operator')
  const id = await putRun(database, {
    title: 'Anvil Ltd',
    status: 'completed',
    endedAt: new Date(),
    accountId: ACCOUNT,
    steps: [
      account('Anvil Ltd'),
      MEMBER,
      zone('anvil.example'),
      { key: 'read-back', state: 'done', result: { problems: [] } },
    ],
  })
  await page.goto(`/onboarding/runs/${id}`)
  await page.getByRole('button', { name: 'Copy the hand-over sheet as text' }).click()
  await expect(page.getByText('Copied', { exact: true })).toBeAttached()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  expect(text).toContain('Name servers: ada.ns.cloudflare.com, bob.ns.cloudflare.com')
  expect(text).toContain('unless it is active by then')
  expect(text + (await page.content())).not.toMatch(/Forge Lane|Holding|owner@anvil/)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('heading', { name: 'Hand-over sheet' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
  await expect(page.getByRole('list', { name: 'Steps' })).toBeHidden()
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden()
})

test('a refused step is mended in its own form, and the run goes on to its end', async ({
  page,
  signInAs,
  sandbox,
  database,
}) => {
  const person = await signInAs('operator')
  const { id } = await pausedRun(database, sandbox, person, [refused], { zones: ZONES })
  await page.goto(`/onboarding/runs/${id}`)
  await expect(page.getByText('This run waits for a person')).toBeVisible()
  await page.getByRole('link', { name: 'Mend and continue' }).click()
  const field = page.getByLabel('Domain name')
  await expect(field).toHaveValue('anvil.example')
  await expect(field).toHaveAccessibleDescription(/already in another Cloudflare account/)
  await expect(field).toBeFocused()
  await expectAccessible(page)
  await field.fill('no domain')
  await field.press('Enter')
  await expect(page.getByText('Enter the complete domain, such as example.com.')).toBeVisible()
  await expect(field).toBeFocused()
  await field.fill('anvil-mended.com')
  await page.getByRole('button', { name: 'Mend and continue' }).click()
  await expect(page).toHaveURL(new RegExp(`/onboarding/runs/${id}$`))
  await expect(page.getByText('Everything that was ordered is there')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('link', { name: 'anvil-mended.com' })).toBeVisible()
  const sent = await sandbox.calls('POST', /\/zones$/)
  expect(sent.map(({ body }) => (body as { name: string }).name)).toEqual(['anvil-mended.com'])

  await page.goto(`/onboarding/runs/${id}/mend?step=zone:anvil.example`)
  await expect(page.getByText('The run does not wait for this step any more.')).toBeVisible()
})

const BUSINESS = { ratePlanId: 'PARTNERS_BIZ', frequency: 'monthly', componentValues: [] }
const NOBODY = { ...orderFor('').access, emails: [], serviceUser: null }

/** What Cloudflare refuses of an order, and what a person changes in the form that the run then offers. */
const REFUSED: {
  what: string
  /** Made before, in the seeded account. */
  made: boolean
  keys: string[]
  path: string
  status: number
  code: number
  order: object
  mend: (page: Page) => Promise<void>
  /** What arrived of it, at last. */
  sent: Record<string, unknown>
}[] = [
  {
    what: 'an account',
    made: false,
    keys: ['account'],
    path: '^/accounts$',
    status: 400,
    code: 1001,
    order: { access: NOBODY, zones: [], subscriptions: [] },
    mend: (page) => page.getByLabel('Account Name').fill('Anvil Chisel Ltd'),
    sent: { name: 'Anvil Chisel Ltd' },
  },
  {
    what: 'a member',
    made: true,
    keys: ['member:0'],
    path: '/members$',
    status: 400,
    code: 1001,
    order: { access: { ...NOBODY, emails: ['ada@anvil.example'] }, zones: [], subscriptions: [] },
    mend: (page) => page.getByLabel('Email').fill('ada.l@anvil.example'),
    sent: { email: 'ada.l@anvil.example' },
  },
  {
    what: 'a plan',
    made: true,
    keys: ['zone:anvil-plan.com', 'plan:anvil-plan.com'],
    path: '/subscription$',
    status: 403,
    code: 1225,
    order: {
      access: NOBODY,
      zones: [{ name: 'anvil-plan.com', type: 'full', plan: BUSINESS }],
      subscriptions: [],
    },
    mend: (page) => page.getByRole('radio', { name: 'Pro', exact: true }).first().check(),
    sent: { rate_plan: { id: 'PARTNERS_PRO' } },
  },
  {
    what: 'a subscription',
    made: true,
    keys: ['subscription:TEAMS_FREE'],
    path: '/subscriptions$',
    status: 403,
    code: 1225,
    order: {
      access: NOBODY,
      zones: [],
      subscriptions: [{ ratePlanId: 'TEAMS_FREE', frequency: 'monthly', componentValues: [] }],
    },
    mend: (page) => page.getByRole('radio', { name: 'PARTNERS_ACCESS_BASIC' }).check(),
    sent: { rate_plan: { id: 'PARTNERS_ACCESS_BASIC' } },
  },
]

for (const { what, made, keys, path, status, code, order, mend, sent } of REFUSED)
  test(`what Cloudflare refuses of ${what} is changed in its own form, and the run makes it once`, async ({
    page,
    signInAs,
    sandbox,
    database,
  }) => {
    const person = await signInAs('operator')
    const title = made ? (await sandbox.account(ACCOUNT))!.name : 'Anvil Hammer Ltd'
    const id = await putRun(database, {
      title,
      status: 'paused',
      startedBy: person,
      ...(made && { accountId: ACCOUNT }),
      order: { ...orderFor(title), ...order },
      steps: [...(made ? [account(title)] : []), ...keys.map((key) => ({ key })), { key: 'read-back' }],
    })
    await sandbox.fail({ method: 'POST', path, kind: 'status', status, code, times: 1 })
    await page.goto(`/onboarding/runs/${id}`)
    await page.getByRole('button', { name: 'Continue' }).first().click()
    await page.getByRole('link', { name: 'Mend and continue' }).click({ timeout: 30_000 })
    await expect(page.getByRole('button', { name: 'Mend and continue' })).toBeVisible()
    await expectAccessible(page)
    await mend(page)
    await page.getByRole('button', { name: 'Mend and continue' }).click()
    await expect(page).toHaveURL(new RegExp(`/onboarding/runs/${id}$`))
    await expect(page.getByText('Everything that was ordered is there')).toBeVisible({ timeout: 30_000 })
    const bodies = (await sandbox.calls('POST', new RegExp(path))).map(({ body }) => body)
    expect(bodies).toHaveLength(2)
    expect(bodies[1]).toMatchObject(sent)
  })

test('a step that is skipped is named at the end, with what was made to be taken back by an administrator', async ({
  page,
  another,
  signInAs,
  sandbox,
  database,
}) => {
  const person = await signInAs('operator')
  const boss = await another('admin', 'Boss Person')
  const { id, name } = await pausedRun(database, sandbox, person, [refused], { zones: ZONES })
  await page.goto(`/onboarding/runs/${id}`)
  await page.getByRole('button', { name: 'Skip' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Skip' }).click()
  await expect(page.getByRole('status').getByText('anvil.example was skipped.')).toBeVisible({
    timeout: 30_000,
  })
  const made = page.getByRole('list', { name: 'What was made' })
  await expect(made).toContainText(name)
  await expect(made.getByRole('link')).toHaveCount(0)
  await expect(page.getByText(boss.email)).toBeVisible()
  expect(await sandbox.calls('POST', /\/zones$/)).toEqual([])

  await boss.page.goto(`/onboarding/runs/${id}`)
  await boss.page.getByRole('link', { name: `Delete ${name}` }).click()
  await expect(boss.page).toHaveURL(new RegExp(`/accounts/${ACCOUNT}/settings`))
})

test('a run that is stopped sends nothing more', async ({ page, signInAs, sandbox, database }) => {
  const person = await signInAs('operator')
  const { id, name } = await pausedRun(database, sandbox, person, [refused], { zones: ZONES })
  await page.goto(`/onboarding/runs/${id}`)
  await page.getByRole('button', { name: 'Stop' }).first().click()
  const dialog = page.getByRole('alertdialog', { name: `Stop the run of ${name}?` })
  await dialog.getByRole('button', { name: 'Stop the run' }).click()
  await expect(page.getByText('This run was stopped')).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Compare with the order' })).toContainText(
    'Not begun',
  )
  await expect(page.getByRole('region', { name: 'Remove what was made' })).toBeVisible()
  expect((await sandbox.calls()).filter(({ method }) => method !== 'GET')).toEqual([])
})

test('the service user is made by a person, who keeps its key, before the run ends', async ({
  page,
  signInAs,
  sandbox,
  database,
}) => {
  const person = await signInAs('operator')
  const { name } = (await sandbox.account(ACCOUNT))!
  const order = orderFor(name)
  const id = await putRun(database, {
    title: name,
    status: 'paused',
    reason: 'Create the service user: its API key is shown once, so a person has to be there.',
    accountId: ACCOUNT,
    startedBy: person,
    order: { ...order, access: { ...order.access, emails: [] }, zones: [], subscriptions: [] },
    steps: [
      account(name),
      { key: 'read-back', state: 'done', result: { problems: [] } },
      { key: 'service-user', state: 'paused' },
    ],
  })
  await page.goto(`/onboarding/runs/${id}`)
  await page.getByRole('link', { name: 'Create the service user' }).click()
  await expect(page.getByLabel('Email')).toHaveValue('anvil@partner.example')
  await page.getByRole('button', { name: 'Create Service User' }).click()
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page).toHaveURL(new RegExp(`/onboarding/runs/${id}`))
  await expect(page.getByText('Everything that was ordered is there')).toBeVisible({ timeout: 30_000 })
  expect(await sandbox.calls('POST', /\/users$/)).toHaveLength(1)
})

test('runs are found by their filters, and those that are selected are stopped at once', async ({
  page,
  signInAs,
  database,
}) => {
  const person = await signInAs('operator')
  const put = (title: string, status: 'paused' | 'completed' | 'waiting') =>
    putRun(database, { title, status, startedBy: person, steps: [{ key: 'account', state: 'paused' }] })
  await put('Anvil Ltd', 'paused')
  await put('Brass GmbH', 'paused')
  const done = await put('Copper AG', 'completed')
  await page.goto('/onboarding/runs')
  const table = page.getByRole('table', { name: 'Runs' })
  await expect(table.getByRole('row')).toHaveCount(4)
  const bulk = page.getByRole('group', { name: 'Selected runs' })
  await expect(bulk.getByRole('button', { name: 'Continue' })).toBeDisabled()
  await expect(bulk.getByRole('button', { name: 'Stop' })).toBeDisabled()
  await expect(bulk).toContainText('Select runs first.')

  await page.getByLabel('State').selectOption('Completed')
  await expect(table.getByRole('row')).toHaveCount(2)
  await expect(table.getByRole('link', { name: 'Copper AG' })).toHaveAttribute(
    'href',
    `/onboarding/runs/${done}`,
  )
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(table.getByRole('row')).toHaveCount(4)
  await expectAccessible(page)

  for (const name of ['Anvil Ltd', 'Brass GmbH'])
    await page.getByRole('checkbox', { name: new RegExp(name) }).check()
  await bulk.getByRole('button', { name: 'Stop' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Stop 2 runs?' })
  await expect(dialog).toContainText('Anvil Ltd')
  await expect(dialog).toContainText('Brass GmbH')
  await dialog.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(table.getByText('Stopped')).toHaveCount(2)
  const { rows } = await database.query(
    `SELECT phase, request FROM audit_event WHERE action = 'onboarding.run.stop' AND actor_id = $1`,
    [person.id],
  )
  expect(rows).toHaveLength(1)
})

test('all runs that the filters match are chosen over the pages, and stopped by one act', async ({
  page,
  signInAs,
  database,
}) => {
  const person = await signInAs('operator')
  for (let nth = 0; nth < 53; nth++)
    await putRun(database, { title: `Anvil ${nth}`, status: 'paused', startedBy: person })
  await putRun(database, { title: 'Brass GmbH', status: 'paused', startedBy: person })
  await page.goto('/onboarding/runs?q=anvil')
  await page.getByRole('checkbox', { name: 'Select all rows' }).first().check()
  const bulk = page.getByRole('group', { name: 'Selected runs' })
  await bulk.getByRole('button', { name: 'Choose all 53 that match' }).click()
  await expect(bulk.getByRole('status')).toHaveText('All 53 that match are chosen.')
  await expectAccessible(page)
  await bulk.getByRole('button', { name: 'Stop' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Stop 53 runs?' })
  await expect(dialog).toContainText('and 45 more')
  await dialog.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(dialog).toBeHidden()
  const { rows } = await database.query(`SELECT status, count(*)::int FROM onboarding_run GROUP BY status`)
  expect(rows).toEqual(
    expect.arrayContaining([
      { status: 'stopped', count: 53 },
      { status: 'paused', count: 1 },
    ]),
  )
})

for (const role of ['support', 'auditor'] as const)
  test(`${role} sees a run with what is personal masked, and can do nothing about it`, async ({
    page,
    signInAs,
    database,
  }) => {
    await signInAs(role)
    const id = await putRun(database, {
      title: 'Anvil Ltd',
      status: 'paused',
      accountId: ACCOUNT,
      steps: [account('Anvil Ltd'), MEMBER, refused, { key: 'service-user' }],
    })
    await page.goto('/onboarding/runs')
    await expect(page.getByRole('group', { name: 'Selected runs' })).toHaveCount(0)
    await page.getByRole('link', { name: 'Anvil Ltd' }).click()
    await expect(page.getByText('person 1 (address masked)')).toBeVisible()
    const main = page.getByRole('main')
    await expect(main.getByRole('button', { name: /Stop|Skip|Continue/ })).toHaveCount(0)
    await expect(main.getByRole('link', { name: /Mend|Create the service user/ })).toHaveCount(0)
    expect(await page.content()).not.toMatch(/@anvil|anvil@partner|Forge Lane/)
    expect((await page.goto(`/onboarding/runs/${id}/mend?step=${refused.key}`))!.status()).toBe(403)
  })

test('a telephone shows runs, their steps and the sheet without scrolling sideways', async ({
  page,
  signInAs,
  database,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signInAs('operator')
  const long = `Anvil ${'& Brass and Copper '.repeat(4)}Ltd`
  const steps = [account(long), MEMBER, zone(`${'long-'.repeat(11)}name.example`)]
  const paused = await putRun(database, {
    title: long,
    status: 'paused',
    accountId: ACCOUNT,
    steps: [...steps, refused],
  })
  const ended = await putRun(database, {
    title: long,
    status: 'problems',
    endedAt: new Date(),
    accountId: ACCOUNT,
    steps: [
      ...steps,
      { key: 'read-back', state: 'done', result: { problems: ['Person 2 is not a member.'] } },
    ],
  })
  for (const address of ['/onboarding/runs', `/onboarding/runs/${paused}`, `/onboarding/runs/${ended}`]) {
    await page.goto(address)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  }
  await expect(page.getByRole('region', { name: 'Hand-over sheet' })).toBeVisible()
  // The way up is shortened, with nothing behind the page's own name.
  const way = page.getByRole('navigation', { name: 'breadcrumb' })
  await expect(way).toHaveText(/^\.\.\.\s*Runs/, { useInnerText: true })
  await expect(way).toHaveText(/Ltd$/, { useInnerText: true })
})
