import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'

const { busy, plain, noProfile, noSettings } = SEED.accounts

const open = (page: Page, id: string = plain) => page.goto(`/accounts/${id}/settings`)
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const changes = (page: Page) => page.getByRole('table', { name: 'Changes' })

async function review(page: Page) {
  await page.getByRole('button', { name: 'Review changes' }).click()
}
async function save(page: Page) {
  await page.getByRole('button', { name: 'Save changes' }).click()
}

test.describe('The settings of an account', () => {
  test('show what will change before it is saved, and send nothing until then', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('operator')
    await open(page)
    await expect(page).toHaveTitle('Settings · Delta Dental Clinics · Tenantdesk')
    await expect(page.getByRole('button', { name: 'Review changes' })).toBeDisabled()
    await field(page, 'Account Name').fill('Delta Dental Group')
    await page.getByRole('checkbox', { name: 'Enforce two-factor authentication' }).click()
    await field(page, 'Account Description').fill('Pays on time.\nCall Ana.')
    await field(page, 'Business Phone').fill('+49 341 555')
    await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()
    await review(page)

    await expect(changes(page).getByRole('row', { name: /Account Name/ })).toHaveText(
      /Delta Dental Clinics.*Delta Dental Group/,
    )
    await expect(changes(page).getByRole('row', { name: /Enforce two-factor authentication/ })).toContainText(
      'Enforced',
    )
    await expect(changes(page).getByRole('row', { name: /Account Description/ })).toContainText('Call Ana.')
    await expect(changes(page).getByRole('row')).toHaveCount(5)
    expect(await sandbox.calls('PUT')).toEqual([])

    await page.getByRole('button', { name: 'Back to editing' }).click()
    await expect(field(page, 'Account Name')).toHaveValue('Delta Dental Group')
    await review(page)
    await save(page)
    await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(
      'Delta Dental Group was saved',
    )
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Delta Dental Group')
    await expect(page.getByText('No unsaved changes')).toBeVisible()
    expect(await sandbox.account(plain)).toMatchObject({
      name: 'Delta Dental Group',
      kyc: { business_phone: '+49 341 555' },
    })
    // What is not on the form goes back as it came, but for what is deprecated; the type never goes (the API refuses it).
    const [call] = await sandbox.calls('PUT', /^\/accounts\/[^/]+$/)
    expect(call?.body).toMatchObject({ settings: { api_access_enabled: true, enforce_twofactor: true } })
    expect(call?.body).not.toHaveProperty('settings.default_nameservers')
    expect(call?.body).not.toHaveProperty('type')
    await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Overview' }).click()
    await expect(page.getByRole('region', { name: 'Account Description' })).toContainText('Pays on time.')
  })

  test('send only what differs', async ({ page, signInAs, sandbox }) => {
    await signInAs('operator')
    await open(page)
    await field(page, 'Account Description').fill('Ours alone')
    await review(page)
    await save(page)
    await expect(page.getByText('Delta Dental Clinics was saved')).toBeVisible()
    expect(await sandbox.calls('PUT')).toEqual([])

    await open(page, noSettings)
    await field(page, 'Account Name').fill('Fjord Insights')
    await review(page)
    await save(page)
    await expect(page.getByText('Fjord Insights was saved')).toBeVisible()
    const [call] = await sandbox.calls('PUT', /^\/accounts\/[^/]+$/)
    expect(call?.body).not.toHaveProperty('settings.enforce_twofactor')
  })

  test('leave alone what nobody touched, though it breaks our rules', async ({ page, signInAs, sandbox }) => {
    await signInAs('operator')
    const foreign = {
      business_name: '  Delta ',
      business_address: 'Hauptstr. 1\nLeipzig',
      business_email: 'not-an-email',
      business_phone: '',
      external_metadata: '',
    }
    await sandbox.call('PUT', `/accounts/${plain}/profile`, foreign)
    await open(page)
    // Looked at and left again: a field of one line shows no line break.
    await field(page, 'Business Address').focus()
    await field(page, 'Business Email').focus()
    await field(page, 'Business Phone').fill('+49 341 555')
    await field(page, 'Account Description').fill('Theirs stays theirs')
    await review(page)
    await expect(changes(page).getByRole('row')).toHaveCount(3)
    await save(page)
    await expect(page.getByText('Delta Dental Clinics was saved')).toBeVisible()
    expect(await sandbox.account(plain)).toMatchObject({ kyc: { ...foreign, business_phone: '+49 341 555' } })

    await field(page, 'Business Email').fill('nor this')
    await review(page)
    await expect(page.getByText('Business Email is not an email address.')).toBeVisible()
  })

  test('are in the page as the server sends it, and what is typed wins over them', async ({
    page,
    signInAs,
    sandbox,
    database,
  }) => {
    await signInAs('operator')
    const tick = page.getByRole('checkbox', { name: 'Enforce two-factor authentication' })
    await sandbox.call('PUT', `/accounts/${plain}`, {
      id: plain,
      name: 'Delta Enforced',
      settings: { enforce_twofactor: true, abuse_contact_email: 'abuse@delta.example' },
    })
    await database.query(
      `INSERT INTO account_note (account_id, description, updated_at) VALUES ($1, 'Call Ana.', now())`,
      [plain],
    )
    const { kyc } = (await sandbox.account(plain)) as unknown as { kyc: { business_name: string } }
    const answer = await page.request.get(`/accounts/${plain}/settings`)
    const drawn = await page.evaluate(
      (html) => {
        const form = new DOMParser()
          .parseFromString(html, 'text/html')
          .querySelector('[aria-label=Settings]')!
        const fields = [...form.querySelectorAll<HTMLInputElement>('input, textarea')]
        return {
          values: Object.fromEntries(
            fields.map(({ name, type, checked, value }) => [name, type === 'checkbox' ? checked : value]),
          ),
          text: form.textContent,
        }
      },
      await answer.text(),
    )
    expect(drawn.values).toMatchObject({
      name: 'Delta Enforced',
      abuseContactEmail: 'abuse@delta.example',
      enforceTwoFactor: true,
      description: 'Call Ana.',
      'kyc.businessName': kyc.business_name,
    })
    expect(drawn.text).toContain('14/100')

    await open(page)
    await expect(tick).toBeChecked()
    await tick.uncheck()
    await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()
    await page.reload()
    await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()
    await expect(tick).not.toBeChecked()
    await page.getByRole('button', { name: 'Discard' }).click()
    await expect(tick).toBeChecked()
    await expect(page.getByText('No unsaved changes')).toBeVisible()
  })

  test('say what a field got wrong before anything is sent', async ({ page, signInAs }) => {
    await signInAs('operator')
    await open(page)
    await field(page, 'Account Name').fill('')
    await field(page, 'Abuse contact email').fill('not an address')
    await field(page, 'Business Name').fill('x'.repeat(121))
    await expect(page.getByText('121/120')).toBeVisible()
    await review(page)
    await expect(page.getByText('Enter an account name.')).toBeVisible()
    await expect(page.getByText('Abuse contact email is not an email address.')).toBeVisible()
    await expect(page.getByText('Business Name can have at most 120 characters.')).toBeVisible()
    await expect(field(page, 'Account Name')).toBeFocused()
  })

  test('put a refusal of Cloudflare on its field and lose nothing', async ({ page, signInAs, sandbox }) => {
    await signInAs('operator')
    await open(page)
    await field(page, 'Account Name').fill('Delta Refused')
    await field(page, 'Account Description').fill('Still here')
    await review(page)
    const message = 'name: contains characters that are not allowed'
    await sandbox.fail({
      method: 'PUT',
      path: '^/accounts/[^/]+$',
      kind: 'status',
      status: 400,
      code: 1001,
      message,
    })
    await save(page)
    await expect(page.getByText(/Cloudflare did not accept this name/)).toBeVisible()
    await expect(field(page, 'Account Name')).toBeFocused()
    await expect(field(page, 'Account Description')).toHaveValue('Still here')
    await field(page, 'Account Name').fill('Delta Clinics')
    await review(page)
    await save(page)
    await expect(page.getByText('Delta Clinics was saved')).toBeVisible()
  })

  test('keep what is typed through a reload and forget it once it is saved', async ({ page, signInAs }) => {
    await signInAs('operator')
    await open(page)
    await field(page, 'Business Name').fill('Delta Holding')
    await page.reload()
    await expect(field(page, 'Business Name')).toHaveValue('Delta Holding')
    await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()
    await review(page)
    await save(page)
    await expect(page.getByText('Delta Dental Clinics was saved')).toBeVisible()
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('Delta Holding')
    await field(page, 'Business Name').fill('Delta Zwei')
    await page.getByRole('button', { name: 'Discard' }).click()
    await expect(field(page, 'Business Name')).toHaveValue('Delta Holding')
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('Delta Zwei')
  })

  test('leave nothing of what was typed behind after signing out', async ({ page, signInAs }) => {
    await signInAs('operator')
    await open(page)
    await field(page, 'Business Name').fill('Confidential Ltd')
    await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Your account' }).click()
    await page.getByText('Sign out', { exact: true }).click()
    await expect(page).toHaveURL(/sign-in/)
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('Confidential')
  })

  test('show both versions when the account changed in between, and let the person decide', async ({
    page,
    signInAs,
    another,
    sandbox,
  }) => {
    await signInAs('operator')
    const colleague = await another('operator', 'Other Colleague')
    await open(page)
    await open(colleague.page)
    for (const [name, value] of [
      ['Account Name', 'Delta by colleague'],
      ['Business Phone', '+1 555 0100'],
    ] as const)
      await field(colleague.page, name).fill(value)
    await review(colleague.page)
    await save(colleague.page)
    await expect(colleague.page.getByText('Delta by colleague was saved')).toBeVisible()

    await field(page, 'Account Name').fill('Delta by me')
    await field(page, 'Business Name').fill('Mine Ltd')
    await review(page)
    await save(page)
    await expect(page.getByText('Changed since you opened this form')).toBeVisible()
    expect(await sandbox.account(plain)).toMatchObject({ name: 'Delta by colleague' })

    // What I changed is mine to begin with, what I did not touch is theirs.
    const name = page.getByRole('group', { name: 'Account Name' })
    await expect(name.getByRole('radio', { name: /Mine.*Delta by me/ })).toBeChecked()
    await expect(name.getByRole('radio', { name: /Theirs.*Delta by colleague/ })).not.toBeChecked()
    const phone = page.getByRole('group', { name: 'Business Phone' })
    await expect(phone.getByRole('radio', { name: /Theirs/ })).toBeChecked()
    await expectAccessible(page)
    await name.getByRole('radio', { name: /Theirs/ }).check()
    await page.getByRole('button', { name: 'Continue with these' }).click()
    await expect(changes(page).getByRole('row')).toHaveCount(2)
    await save(page)
    await expect(page.getByText('Delta by colleague was saved')).toBeVisible()
    expect(await sandbox.account(plain)).toMatchObject({
      name: 'Delta by colleague',
      kyc: { business_name: 'Mine Ltd', business_phone: '+1 555 0100' },
    })
  })

  test('let a whole version win', async ({ page, signInAs, sandbox }) => {
    await signInAs('operator')
    for (const [button, wins] of [
      ['Use theirs', 'Delta theirs 1'],
      ['Keep mine', 'Delta mine 2'],
    ] as const) {
      const round = wins.slice(-1)
      await open(page)
      await field(page, 'Account Name').fill(`Delta mine ${round}`)
      await sandbox.call('PUT', `/accounts/${plain}`, { id: plain, name: `Delta theirs ${round}` })
      await review(page)
      await save(page)
      await page.getByRole('button', { name: button }).click()
      if (button === 'Keep mine') await save(page)
      await expect(field(page, 'Account Name')).toHaveValue(wins)
      await expect(page.getByText('No unsaved changes')).toBeVisible()
      expect(await sandbox.account(plain)).toMatchObject({ name: wins })
    }
  })

  test('look at once for what became of a save whose answer was lost', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('operator')
    await open(page)
    await field(page, 'Account Name').fill('Delta lost')
    await review(page)
    await sandbox.fail({ method: 'PUT', path: '^/accounts/[^/]+$', kind: 'lose_reply' })
    await save(page)
    await expect(page.getByText('Delta lost was saved')).toBeVisible()
    expect(await sandbox.calls('PUT')).toHaveLength(1)
  })

  test('do not call a save a failure that may come yet, and settle it by saving again', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('operator')
    await open(page)
    await field(page, 'Account Name').fill('Delta late')
    await review(page)
    await sandbox.fail({ method: 'PUT', path: '^/accounts/[^/]+$', kind: 'reset' })
    await save(page)
    await expect(page.getByRole('alert').filter({ hasText: 'not known' })).toBeVisible()
    await expect(page.getByRole('alert').filter({ hasText: 'The settings were not saved' })).toHaveCount(0)
    await save(page)
    await expect(page.getByText('Delta late was saved')).toBeVisible()
    expect(await sandbox.account(plain)).toMatchObject({ name: 'Delta late' })
  })

  test('do not ask to choose after a lost answer and a reload, where the save had worked', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('operator')
    await open(page)
    await field(page, 'Account Name').fill('Delta unheard')
    await review(page)
    // It is saved, and the browser does not hear of it.
    await page.route('**/settings', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      await route.fetch()
      await route.abort()
    })
    await save(page)
    await expect(page.getByRole('alert').filter({ hasText: 'not known' })).toBeVisible()
    await page.unrouteAll()
    expect(await sandbox.account(plain)).toMatchObject({ name: 'Delta unheard' })
    await page.reload()
    await expect(field(page, 'Account Name')).toHaveValue('Delta unheard')
    await expect(page.getByText('No unsaved changes')).toBeVisible()
  })

  test('say which part was saved when a later one fails', async ({ page, signInAs, sandbox }) => {
    await signInAs('operator')
    await open(page)
    await field(page, 'Account Name').fill('Delta half')
    await field(page, 'Business Name').fill('Half Ltd')
    await review(page)
    await sandbox.fail({ method: 'PUT', path: '/profile$', kind: 'status', status: 500 })
    await save(page)
    await expect(
      page.getByRole('alert').filter({ hasText: 'The name and settings were saved' }),
    ).toBeVisible()
    expect(await sandbox.account(plain)).toMatchObject({ name: 'Delta half' })
    await save(page)
    await expect(page.getByText('Delta half was saved')).toBeVisible()
    expect(await sandbox.account(plain)).toMatchObject({ kyc: { business_name: 'Half Ltd' } })
  })

  test('say when Know-Your-Customer data is not available or not read, and do without', async ({
    page,
    signInAs,
    sandbox,
  }) => {
    await signInAs('operator')
    await sandbox.fail({ method: 'GET', path: '/profile$', kind: 'status', status: 500, times: 3 })
    await open(page)
    await expect(page.getByText('Know-Your-Customer data could not be read')).toBeVisible()
    await field(page, 'Account Name').fill('Delta unread')
    await review(page)
    await save(page)
    await expect(page.getByText('Delta unread was saved')).toBeVisible()
    await open(page, noProfile)
    await expect(
      page.getByText('Know-Your-Customer data is not available for this account', { exact: false }),
    ).toBeVisible()
    await expect(field(page, 'Business Name')).toHaveCount(0)
  })

  test('are for reading only to those who may not change them', async ({ page, signInAs }) => {
    for (const role of ['support', 'auditor'] as const) {
      await signInAs(role)
      await open(page)
      await expect(page.getByText('You can view this account but not change it')).toBeVisible()
      await expect(page.getByRole('form', { name: 'Settings' })).toHaveCount(0)
      await expect(page.getByRole('button', { name: 'Delete Account' })).toHaveCount(0)
    }
  })

  for (const colorScheme of ['light', 'dark'] as const)
    test(`are accessible and fit a telephone, ${colorScheme}`, async ({ page, signInAs }) => {
      await page.emulateMedia({ colorScheme })
      await signInAs('admin')
      await open(page, busy)
      await expect(page.getByRole('form', { name: 'Delete Account' })).toBeVisible()
      await field(page, 'Account Name').fill('Brightwave Group')
      await expectAccessible(page)
      await review(page)
      await expectAccessible(page)
      await page.setViewportSize({ width: 390, height: 844 })
      await expectNoSidewaysScroll(page)
    })
})
