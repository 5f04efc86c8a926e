import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { readSecrets } from '../../scripts/data-dir'
import { askAsPage } from '../support/actions'
import { expect, SEED, test } from '../support/test'
import { ADMIN, DATA_DIR, running, SERVER_LOG } from '../support/env'

const KYC = 'Canary Holdings 7f3a'
const PAGES = [
  '/',
  '/accounts',
  '/accounts/new',
  `/accounts/${SEED.accounts.plain}`,
  `/accounts/${SEED.accounts.plain}/settings`,
  `/accounts/${SEED.accounts.plain}/tokens`,
  `/accounts/${SEED.accounts.plain}/activity`,
  `/accounts/${SEED.accounts.plain}/audit-log`,
  '/activity',
  '/staff',
  '/settings',
  '/api/health',
  '/api/activity/export',
]

test('no secret reaches a page, a script, an answer, the log or a table', async ({
  page,
  context,
  signInAs,
  sandbox,
  database,
}) => {
  test.setTimeout(120_000)
  const { upstream, databaseUrl } = running()
  const secrets = readSecrets(DATA_DIR)
  const canaries: Record<string, string> = {
    'the API key': upstream.apiKey,
    'the API token': secrets.sandbox.apiToken,
    'the session secret': secrets.nextAuth,
    'the database password': new URL(databaseUrl).password,
    'the administrator’s password': ADMIN.password,
  }
  for (const [what, value] of Object.entries(canaries)) expect(value.length, what).toBeGreaterThan(8)

  // Bodies of everything the browser gets while somebody works.
  const seen: { where: string; text: string }[] = []
  page.on('response', (response) => {
    void response
      .text()
      .then((text) => seen.push({ where: response.url(), text }))
      .catch(() => {})
  })
  await signInAs('admin')
  for (const at of PAGES) {
    if (at.startsWith('/api/'))
      seen.push({ where: at, text: await (await askAsPage(page.request, at)).text() })
    else await page.goto(at, { waitUntil: 'load' })
  }
  await page.goto('/accounts/new')
  await page.getByLabel('Account Name', { exact: true }).fill('Canary Customer')
  await page.getByLabel('Tenant Unit').selectOption({ index: 1 })
  await page.getByLabel('Business Name').fill(KYC)
  // A fault whose text quotes a credential must not travel either.
  await sandbox.fail({
    method: 'POST',
    path: '/accounts$',
    kind: 'status',
    status: 403,
    code: 9109,
    message: `Key ${upstream.apiKey} is not allowed`,
  })
  await page.getByRole('button', { name: 'Add Account' }).click()
  await expect(page.getByText('The account was not created')).toBeVisible()
  await page.getByRole('button', { name: 'Add Account' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Canary Customer' })).toBeVisible()

  for (const file of readdirSync('.next/static', { recursive: true, withFileTypes: true }))
    if (file.isFile())
      seen.push({ where: file.name, text: readFileSync(path.join(file.parentPath, file.name), 'utf8') })
  seen.push({ where: 'the log', text: readFileSync(SERVER_LOG, 'utf8') })
  const tables = await dump(database)
  seen.push(...tables)
  const session = (await context.cookies()).find(({ name }) => name.endsWith('tenantdesk-session'))!.value

  for (const { where, text } of seen)
    for (const [what, value] of Object.entries({ ...canaries, 'a session cookie': session }))
      expect(text.includes(value), `${what} in ${where}`).toBe(false)
  for (const { where, text } of tables) expect(text.includes(KYC), `personal data in ${where}`).toBe(false)
  const log = readFileSync(SERVER_LOG, 'utf8')
  expect(log.includes(KYC), 'personal data in the log').toBe(false)
})

async function dump(database: { query(sql: string): Promise<{ rows: Record<string, string>[] }> }) {
  const { rows } = await database.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  )
  expect(rows.length).toBeGreaterThan(8)
  return Promise.all(
    rows.map(async ({ name }) => {
      const content = await database.query(
        `SELECT coalesce(string_agg(t::text, E'\\n'), '') AS text FROM "${name}" t`,
      )
      return { where: `table ${name}`, text: content.rows[0]!.text! }
    }),
  )
}
