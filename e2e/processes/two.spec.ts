import { childOf } from '../../scripts/bench/memory'
import { expect, SEED, test } from '../support/test'
import { running } from '../support/env'
import { orderFor, putRun } from '../support/runs'
import { alike, startSecond } from '../support/second'

test('a second process on the same database is told what it lacks', async () => {
  const { said, code } = await startSecond({})
  expect(code).toBe(1)
  expect(said).toMatch(
    /NEXTAUTH_SECRET is not the one .* set it to the value of the process that already runs/,
  )
  expect(said).toContain('npm run rotate NEXTAUTH_SECRET')
  expect(said).toContain('This database is used with another upstream')
})

test('with what must be alike it knows the same sessions, and ends them for both', async ({
  page,
  context,
  signInAs,
}) => {
  const person = await signInAs('support')
  const { address } = running()
  const second = await startSecond(alike())
  try {
    expect(second.address, second.said).not.toBeNull()
    // A cookie is for a host, whatever the port.
    await page.goto(`${second.address}/accounts`)
    await expect(page.getByRole('heading', { level: 1, name: 'Managed Accounts' })).toBeVisible()
    await page.goto(`${address}/settings`)
    await expect(page.getByRole('main').getByText(person.email).first()).toBeVisible()

    await page.goto(`${second.address}/settings`)
    const cookies = await context.cookies()
    await page.getByRole('button', { name: 'Your account' }).click()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await expect(page).toHaveURL(/sign-in/)
    await context.addCookies(cookies)
    await page.goto(`${address}/settings`)
    await expect(page).toHaveURL(/sign-in/)
  } finally {
    await second.stop()
  }
})

test('a run whose process is killed goes on in another, in view of the page, and makes nothing twice', async ({
  page,
  signInAs,
  sandbox,
  database,
}) => {
  test.setTimeout(300_000)
  const person = await signInAs('operator')
  const second = await startSecond(alike())
  try {
    expect(second.address, second.said).not.toBeNull()
    const { rows } = await database.query<{ id: string }>(
      'SELECT executor_id AS id FROM engine_process WHERE taken_at IS NULL ORDER BY started_at DESC LIMIT 1',
    )
    // Of the type and the unit that are ordered: the run compares them at its end.
    const account = SEED.accounts.plain
    const { name } = (await sandbox.account(account))!
    const sent = async (domain: string) =>
      (await sandbox.calls('POST', /\/zones$/)).filter(
        ({ body }) => (body as { name: string }).name === domain,
      )

    // Which of the two works at a run is chance: until it is the second.
    for (let attempt = 0; ; attempt++) {
      expect(attempt, 'runs that the first process took').toBeLessThan(20)
      const domain = `anvil-${attempt}.com`
      await sandbox.fail({ method: 'POST', path: '^/zones$', kind: 'slow', ms: 4_000, times: 1 })
      const order = orderFor(name)
      const id = await putRun(database, {
        title: name,
        status: 'paused',
        accountId: account,
        startedBy: person,
        order: {
          ...order,
          access: { ...order.access, emails: [], serviceUser: null },
          zones: [{ name: domain, type: 'full', plan: null }],
          subscriptions: [],
        },
        steps: [
          {
            key: 'account',
            state: 'done',
            targetId: account,
            result: { accountId: account, name, unitId: null },
          },
          { key: `zone:${domain}` },
          { key: 'read-back' },
        ],
      })
      await page.goto(`/onboarding/runs/${id}`)
      await page.getByRole('button', { name: 'Continue' }).first().click()
      await expect.poll(() => sent(domain)).toHaveLength(1)
      const working = await database.query(
        `SELECT FROM dbos.workflow_status WHERE workflow_uuid LIKE $1 AND status = 'PENDING' AND executor_id = $2`,
        [`provision:${id}:%`, rows[0]!.id],
      )
      const completed = page.getByText('Everything that was ordered is there, as Cloudflare confirms.')
      if (working.rowCount === 0) {
        await expect(completed).toBeVisible({ timeout: 30_000 })
        continue
      }
      process.kill(childOf(second.pid, 'next-server'), 'SIGKILL')
      await expect(page.getByText('Sending').first()).toBeVisible()
      await expect(completed).toBeVisible({ timeout: 120_000 })
      expect(await sent(domain)).toHaveLength(1)
      break
    }
  } finally {
    await second.stop()
  }
})
