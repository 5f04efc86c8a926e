import type { Page } from '@playwright/test'
import { askAsPage } from '../support/actions'
import { expect, SEED, test } from '../support/test'
import { notOnToday, onToday } from '../support/today'

const { busy, plain, quotes, noLogpushRight } = SEED.accounts

const form = (page: Page) => page.getByRole('form', { name: 'Delete Account' })
const steps = (page: Page) => page.getByRole('list', { name: 'Steps of the deletion' }).getByRole('listitem')

async function open(page: Page, id: string) {
  await page.goto(`/accounts/${id}/settings`)
  await expect(form(page)).toBeVisible()
}
async function type(page: Page, name: string) {
  await form(page).getByRole('textbox', { name: 'Account Name to confirm' }).fill(name)
}

test.describe('Deleting an account', () => {
  test('says in numbers what goes, wants the name in full, and ends in the list', async ({
    page,
    signInAs,
    sandbox,
    database,
  }) => {
    const { id: actor } = await signInAs('admin')
    await open(page, busy)
    const section = page.getByRole('region', { name: 'Delete Account' })
    await expect(section).toContainText('58 members lose access')
    await expect(section).toContainText('3 subscriptions end')
    await expect(section).toContainText('62 zones are deleted')
    const button = form(page).getByRole('button', { name: 'Delete Account' })
    await expect(button).toBeDisabled()
    await type(page, 'brightwave retail group')
    await expect(button).toBeDisabled()
    await type(page, 'Brightwave Retail Group')
    await button.click()
    await expect(page).toHaveURL('/accounts')
    await expect(page.getByText('Brightwave Retail Group was deleted')).toBeVisible()
    expect(await sandbox.account(busy)).toBeUndefined()

    const deletions = (await sandbox.calls('DELETE')).map(({ path }) => path)
    const at = (part: string) => deletions.findIndex((path) => path.endsWith(part))
    expect(deletions.at(-1)).toBe(`/accounts/${busy}`)
    expect(deletions[0]).toContain('/logpush/jobs/')
    expect(at('/gateway')).toBeLessThan(at('/access/organizations'))
    const { rows } = await database.query(
      `SELECT action FROM audit_event WHERE actor_id = $1 AND phase = 'succeeded' ORDER BY seq`,
      [actor],
    )
    expect(rows.map(({ action }) => action).filter((action: string) => action.includes('delete'))).toEqual([
      'account.delete.logpush',
      'account.delete.gateway',
      'account.delete.access',
      'account.delete.account',
      'account.delete',
    ])
    expect((await page.goto(`/accounts/${busy}`))?.status()).toBe(404)
  })

  test('stops where a step fails, says so, and goes on from there after a reload', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('admin')
    await open(page, busy)
    await sandbox.fail({ method: 'DELETE', path: '/access/organizations$', kind: 'status', status: 500 })
    await type(page, 'Brightwave Retail Group')
    await form(page).getByRole('button', { name: 'Delete Account' }).click()
    await expect(page.getByText('The deletion has stopped')).toBeVisible()
    await expect(steps(page)).toHaveText([
      /Remove Logpush jobs.*Done/,
      /Remove Zero Trust Gateway.*Done/,
      /Remove Zero Trust Access.*(Failed|Not known).*cf-ray/,
      /Delete the account.*Waiting/,
    ])
    await expect(form(page).getByRole('alert')).toContainText('Request ID')
    // One notice, and nothing beside it that says something else.
    const section = page.getByRole('region', { name: 'Delete Account' })
    await expect(section.getByText('The deletion has stopped')).toHaveCount(1)
    await expect(section).not.toContainText(/Check before|says what went wrong/)
    expect(await sandbox.account(busy)).toBeDefined()

    await page.reload()
    await expect(page.getByText('The deletion has stopped')).toBeVisible()
    const before = (await sandbox.calls('DELETE', /logpush/)).length
    await type(page, 'Brightwave Retail Group')
    await form(page).getByRole('button', { name: 'Continue deletion' }).click()
    await expect(page).toHaveURL('/accounts')
    expect(await sandbox.account(busy)).toBeUndefined()
    expect(await sandbox.calls('DELETE', /logpush/)).toHaveLength(before)
  })

  test('can be continued by another admin, who finds it on the overview', async ({
    page,
    signInAs,
    another,
    sandbox,
  }) => {
    await signInAs('admin')
    await open(page, plain)
    await sandbox.fail({ method: 'DELETE', path: '/gateway$', kind: 'status', status: 403, code: 10000 })
    await type(page, 'Delta Dental Clinics')
    await form(page).getByRole('button', { name: 'Delete Account' }).click()
    await expect(page.getByText('The deletion has stopped')).toBeVisible()

    const { page: other } = await another('admin', 'Second Admin')
    const stopped = await onToday(other, 'Deletion stopped')
    await expect(stopped).toContainText('Stopped at “Remove Zero Trust Gateway”')
    await expect(stopped).toContainText('Delta Dental Clinics')
    await stopped.getByRole('link', { name: 'Continue deletion' }).click()
    await type(other, 'Delta Dental Clinics')
    await form(other).getByRole('button', { name: 'Continue deletion' }).click()
    await expect(other).toHaveURL('/accounts')
    await notOnToday(other, 'Deletion stopped')
  })

  test('shows each step while it runs, to whoever looks', async ({ page, signInAs, another, sandbox }) => {
    await signInAs('admin')
    await open(page, plain)
    await sandbox.fail({ method: 'DELETE', path: '/gateway$', kind: 'slow', ms: 4_000 })
    await type(page, 'Delta Dental Clinics')
    await form(page).getByRole('button', { name: 'Delete Account' }).click()
    await expect(steps(page).filter({ hasText: 'Remove Zero Trust Gateway' })).toContainText('Under way')
    const { page: other } = await another('admin', 'Watching Admin')
    await other.goto(`/accounts/${plain}/settings`)
    await expect(other.getByText('Deleting Delta Dental Clinics', { exact: false })).toBeVisible()
    await expect(form(other)).toHaveCount(0)
    await expect(page).toHaveURL('/accounts')
    await expect(other).toHaveURL('/accounts')
  })

  test('says what the account is called now when it was renamed meanwhile, and takes that', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('admin')
    await open(page, plain)
    await sandbox.call('PUT', `/accounts/${plain}`, { id: plain, name: 'Delta Renamed' })
    await type(page, 'Delta Dental Clinics')
    await form(page).getByRole('button', { name: 'Delete Account' }).click()
    await expect(form(page).getByText('The account is now called Delta Renamed.')).toBeVisible()
    await expect(form(page).getByText('Type Delta Renamed in full.')).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Account Name', exact: true })).toHaveValue(
      'Delta Renamed',
    )
    await type(page, 'Delta Renamed')
    await form(page).getByRole('button', { name: 'Delete Account' }).click()
    await expect(page).toHaveURL('/accounts')
    expect(await sandbox.account(plain)).toBeUndefined()
  })

  test('settles a lost answer of the last step by looking', async ({ page, signInAs, sandbox }) => {
    await signInAs('admin')
    await open(page, plain)
    await sandbox.fail({ method: 'DELETE', path: `^/accounts/${plain}$`, kind: 'lose_reply' })
    await type(page, 'Delta Dental Clinics')
    await form(page).getByRole('button', { name: 'Delete Account' }).click()
    await expect(page).toHaveURL('/accounts')
    await expect(page.getByText('Delta Dental Clinics was deleted')).toBeVisible()
    expect(await sandbox.calls('DELETE', new RegExp(`^/accounts/${plain}$`))).toHaveLength(1)
  })

  test('says what could not be counted', async ({ page, signInAs, sandbox }) => {
    await signInAs('admin')
    await sandbox.fail({ method: 'GET', path: '^/zones$', kind: 'status', status: 500, times: 3 })
    await open(page, plain)
    const section = page.getByRole('region', { name: 'Delete Account' })
    await expect(section).toContainText('Zones could not be counted.')
    await expect(section).toContainText('members lose access')
  })

  test('takes names with quotes and an account without a right to Logpush', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('admin')
    for (const id of [quotes, noLogpushRight]) {
      const { name } = (await sandbox.account(id))!
      await open(page, id)
      await type(page, name)
      await form(page).getByRole('button', { name: 'Delete Account' }).click()
      await expect(page).toHaveURL('/accounts')
      expect(await sandbox.account(id)).toBeUndefined()
    }
  })

  test('is for administrators only', async ({ page, signInAs }) => {
    await signInAs('operator')
    await page.goto(`/accounts/${plain}/settings`)
    await expect(page.getByRole('form', { name: 'Settings' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Delete Account' })).toHaveCount(0)
    const answer = await askAsPage(page.request, `/api/accounts/${plain}/deletion`)
    expect(answer.status()).toBe(403)
  })
})
