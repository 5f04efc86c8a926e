import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { IMPORT_COLUMNS } from '../../lib/onboarding/import-constants'
import { SEED } from '../../lib/sandbox/seed'
import { EVERYONE } from '../security/permissions'
import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../support/test'

const { direct, resale } = SEED.units
const HEADING = 'account_name;tenant_unit;business_name;members;role;zones;zone_plan'

// As a spreadsheet of a German Windows writes it.
const windows = (...rows: string[]) => Buffer.from(`\uFEFF${[HEADING, ...rows].join('\r\n')}\r\n`)
const csv = (name: string, buffer: Buffer) => ({ name, mimeType: 'text/csv', buffer })

async function check(page: Page, file: ReturnType<typeof csv>): Promise<void> {
  await page.goto('/onboarding/import')
  await page.getByLabel('CSV file').setInputFiles(file)
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(page).toHaveURL(/check=/)
}
const field = (page: Page, column: string, row: number) =>
  page.getByRole('textbox', { name: `${column}, row ${row}`, exact: true })

test('a file of a spreadsheet is checked, corrected in the grid, started, and its result downloaded', async ({
  page,
  signInAs,
  sandbox,
}) => {
  await signInAs('operator')
  await page.goto('/onboarding')
  await page.getByRole('link', { name: 'Import customers' }).click()
  const [template] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download template' }).click(),
  ])
  expect(
    readFileSync(await template.path(), 'utf8')
      .replace('\uFEFF', '')
      .trim(),
  ).toBe(IMPORT_COLUMNS.join(','))
  await expectAccessible(page)

  await check(
    page,
    csv(
      'Kunden.csv',
      windows(
        `Grüne Wiese GmbH;${direct.name};Grüne Wiese;anna@gruene-wiese.com|bert@gruene-wiese.com;Administrator;gruene-wiese.com;PARTNERS_PRO`,
        `Bäckerei Süß;${resale.name};"Bäckerei ""Süß""; Inhaber M. Süß";;;bäckerei-süß.de;`,
        `Öl & Licht;Nowhere;;;;;`,
      ),
    ),
  )
  await expect(field(page, 'Account Name', 2)).toHaveValue('Grüne Wiese GmbH')
  await expect(field(page, 'Business Name', 3)).toHaveValue('Bäckerei "Süß"; Inhaber M. Süß')
  await expect(field(page, 'Tenant Unit', 4)).toHaveAccessibleDescription(/no tenant unit “Nowhere”/)
  await expectAccessible(page)
  expect((await sandbox.calls()).filter(({ method }) => method !== 'GET')).toEqual([])

  await field(page, 'Tenant Unit', 4).fill(direct.name)
  await page.getByRole('button', { name: 'Save and check again' }).click()
  await expect(page.getByText('3 customers can be created, and no row has an error')).toBeVisible()
  await expect(page.getByText(/At most [\d,]+ calls/)).toBeVisible()
  await expect(page.getByText(/of 1,200 calls in every five minutes/)).toBeVisible()
  await page.getByRole('button', { name: 'Start import' }).click()
  await expect(page).toHaveURL(/\/onboarding\/imports\/[\w-]+$/)
  await expect(page.getByRole('progressbar', { name: 'Customers done' })).toHaveAttribute(
    'aria-valuenow',
    '3',
    {
      timeout: 60_000,
    },
  )
  const table = page.getByRole('table', { name: 'Customers' })
  await expect(table.getByRole('row', { name: /Grüne Wiese GmbH/ })).toContainText('Completed')
  await expectAccessible(page)
  for (const width of [1024, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await expectNoSidewaysScroll(page)
  }
  const names = (await sandbox.calls()).filter(
    ({ method, path }) => method === 'POST' && path === '/accounts',
  )
  expect(names).toHaveLength(3)
  const [result] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download result' }).click(),
  ])
  const lines = readFileSync(await result.path(), 'utf8')
    .replace('\uFEFF', '')
    .trim()
    .split('\r\n')
  expect(lines[0]).toBe('"row","account_name","account_id","state","reason"')
  expect(lines[2]).toMatch(/^"3","Bäckerei Süß","\w{32}","completed",""$/)
})

const SAME = [`Blue Lake;${direct.name};;;;;`]

test('the same file started twice is recognised, and customers who are there are left out', async ({
  page,
  signInAs,
}) => {
  await signInAs('admin')
  for (const name of ['a.csv', 'b.csv']) {
    await check(page, csv(name, windows(...SAME)))
    if (name === 'a.csv') {
      await page.getByRole('button', { name: 'Start import' }).click()
      await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '1', { timeout: 60_000 })
    }
  }
  await expect(page.getByText('The same file was started before', { exact: true })).toBeVisible()
  await expect(page.getByText(/1 account was made/)).toBeVisible()
  await expect(page.getByText(/would create up to 1 customer once more/)).toBeVisible()
  await expect(page.getByRole('link', { name: 'Blue Lake' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Start import' })).toBeDisabled()
  await page.getByRole('button', { name: 'Create it anyway' }).click()
  await page.getByRole('checkbox', { name: /again, although/ }).check()
  await page.getByRole('button', { name: 'Start import' }).click()
  await expect(page).toHaveURL(/imports/)
})

test('what is no table is refused beside the field, and a pasted table is taken', async ({
  page,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto('/onboarding/import')
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(page.getByText('Choose a CSV file, or paste a table below.')).toBeVisible()
  await page.getByLabel('CSV file').setInputFiles(csv('x.xlsx', Buffer.from('PK\x03\x04 and so on')))
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(page.getByLabel('CSV file')).toHaveAccessibleDescription(/This is a workbook/)
  await page.getByLabel('CSV file').setInputFiles([])
  await page.getByLabel('Or paste a table').fill(`account_name\ttenant_unit\nPasted Ltd\t${direct.id}\n`)
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(field(page, 'Account Name', 2)).toHaveValue('Pasted Ltd')
})

test('five thousand customers freeze no browser, and a failure among many is corrected and run again alone', async ({
  page,
  signInAs,
  sandbox,
}) => {
  await signInAs('operator')
  const rows = Array.from({ length: 5000 }, (_, n) => `Customer ${n};${direct.name};;;;;`)
  await check(page, csv('many.csv', windows(...rows)))
  await expect(page.getByText('5,000 customers can be created')).toBeVisible({ timeout: 60_000 })
  await page.getByRole('link', { name: 'Next' }).click()
  await expect(field(page, 'Account Name', 27)).toHaveValue('Customer 25')

  await sandbox.fail({ method: 'POST', path: '^/accounts$', kind: 'status', status: 400, code: 1001 })
  await check(page, csv('few.csv', windows(`North;${direct.name};;;;;`, `South;${direct.name};;;;;`)))
  await page.getByRole('button', { name: 'Start import' }).click()
  const waiting = page.getByRole('region', { name: 'Rows that wait for you' })
  await expect(waiting.getByText('Not created:')).toBeVisible({ timeout: 60_000 })
  const name = waiting.getByRole('textbox', { name: /Account Name/ })
  await name.fill('West')
  await waiting.getByRole('button', { name: 'Save and check again' }).click()
  await page.getByRole('button', { name: 'Start 1 corrected row' }).click()
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '2', { timeout: 60_000 })
  await expect(page.getByRole('row', { name: /West/ })).toContainText('Completed')
})

test('it goes on while nobody looks, and is paused, resumed and cancelled', async ({
  page,
  signInAs,
  another,
  sandbox,
}) => {
  await signInAs('operator')
  await sandbox.set({ latencyMs: 300 })
  const rows = Array.from({ length: 30 }, (_, n) => `Slow ${n};${direct.name};;;;;`)
  await check(page, csv('slow.csv', windows(...rows)))
  await page.getByRole('button', { name: 'Start import' }).click()
  await expect(page).toHaveURL(/imports/)
  const address = page.url()
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText(/^Paused: /)).toBeVisible()
  await page.goto('about:blank')

  const colleague = await another('admin')
  await colleague.page.goto(address)
  await colleague.page.getByRole('button', { name: 'Resume' }).click()
  await expect(colleague.page.getByRole('progressbar')).not.toHaveAttribute('aria-valuenow', '0', {
    timeout: 60_000,
  })
  await colleague.page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await colleague.page.getByRole('button', { name: 'Cancel the import' }).click()
  await expect(colleague.page.getByText('Cancelled: nothing more is sent.')).toBeVisible()
  await expect(colleague.page.getByRole('button', { name: 'Resume' })).toHaveCount(0)
})

for (const role of EVERYONE)
  test(`${role} sees of an import what is theirs to see`, async ({ page, signInAs, another }) => {
    const starter = await another('operator')
    await check(
      starter.page,
      csv('roles.csv', windows(`Role ${role};${direct.name};;;;;`, `;${direct.name};;;;;`)),
    )
    await starter.page.getByRole('button', { name: 'Start import' }).click()
    await expect(starter.page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '1', {
      timeout: 60_000,
    })

    await signInAs(role)
    const writes = role === 'admin' || role === 'operator'
    await page.goto('/onboarding/import')
    if (writes) await expect(page.getByRole('heading', { name: 'Import customers' })).toBeVisible()
    else await expect(page.getByText(/not allow/i).first()).toBeVisible()
    await page.goto(starter.page.url())
    await expect(page.getByRole('row', { name: new RegExp(`Role ${role}`) })).toContainText('Completed')
    await expect(page.getByRole('region', { name: 'Rows that wait for you' })).toHaveCount(writes ? 1 : 0)
    await expect(page.getByRole('button', { name: 'Download result' })).toHaveCount(
      role === 'support' ? 0 : 1,
    )
  })
