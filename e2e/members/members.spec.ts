import type { Page } from '@playwright/test'
import { ADMINISTRATOR, SUPER_ADMINISTRATOR } from '../../lib/members/constants'
import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'

const path = (account: string, rest = '') => `/accounts/${account}/members${rest}`

test('the members of an account are listed, filtered, sorted and paged', async ({ page, signInAs }) => {
  await signInAs('support')
  await page.goto(`/accounts/${SEED.accounts.busy}`)
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Members' }).click()
  const table = page.getByRole('table', { name: 'Members' })
  await expect(table.getByRole('rowheader')).toHaveCount(20)
  await expect(page.getByText('1–20 of 58 members')).toBeVisible()
  await expectAccessible(page)

  await page.getByLabel('Status', { exact: true }).selectOption('Pending')
  await expect(page).toHaveURL(/status=pending/)
  await expect(table.getByText('Accepted')).toHaveCount(0)
  await expect(table.getByText(/days? ago/).first()).toBeVisible()

  await table.getByRole('columnheader', { name: 'Email' }).getByRole('link').click()
  await expect(page).toHaveURL(/direction=desc/)
  await expect(table.getByRole('columnheader', { name: 'Email' })).toHaveAttribute('aria-sort', 'descending')
  await expect(page.getByRole('link', { name: 'Invite members' })).toHaveCount(0)
})

test('several people are invited at once, and what was wrong in the list is pointed out', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(path(SEED.accounts.plain))
  const known = await page.getByRole('table', { name: 'Members' }).getByRole('rowheader').first().innerText()
  await page.getByRole('link', { name: 'Invite members' }).click()

  const addresses = page.getByLabel('Email addresses')
  await expect(page.getByRole('checkbox', { name: 'Administrator', exact: true })).toBeChecked()
  await addresses.fill(`Ana <ana@new.example>, bo@new.example\nBO@new.example; nobody ${known.split(' ')[0]}`)
  await expect(page.getByText('2 people will be invited.')).toBeVisible()
  await expect(page.getByText('Entered more than once, will be sent once: BO@new.example')).toBeVisible()
  await expect(page.getByText(`Already a member, left out: ${known.split(' ')[0]}`)).toBeVisible()
  await expectAccessible(page)
  await expect(page.getByText('Not an email address: nobody')).toBeVisible()
  await page.getByRole('button', { name: 'Send invitations' }).click()
  await expect(page.getByText('Correct or remove: nobody')).toBeVisible()
  await expect(page.getByText('Not an email address: nobody')).toBeHidden()
  await expect(addresses).toBeFocused()

  await addresses.fill('ana@new.example bo@new.example')
  await page.getByRole('searchbox', { name: 'Search roles' }).fill('billing')
  await page.getByRole('checkbox', { name: 'Billing' }).check()
  await page.getByRole('button', { name: 'Send invitations' }).click()
  await expect(page.getByRole('heading', { name: 'All 2 invitations were sent' })).toBeVisible()
  await expect(addresses).toHaveValue('')
  const sent = await sandbox.calls('POST', /members$/)
  expect(sent.map(({ body }) => body)).toEqual(
    ['ana@new.example', 'bo@new.example'].map((email) => ({
      email,
      roles: expect.arrayContaining([expect.any(String)]),
    })),
  )

  await page.getByRole('link', { name: 'See the members' }).click()
  const row = page.getByRole('row', { name: /ana@new\.example/ })
  await expect(row).toContainText('Pending')
  await expect(row).toContainText('Administrator, Billing')
})

test('what failed stays in the form and is sent again without repeating what worked', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(path(SEED.accounts.plain, '/invite'))
  await page.getByLabel('Email addresses').fill('one@new.example two@new.example three@new.example')
  // The first is known by looking although its answer is lost; Cloudflare fails on the second.
  await sandbox.fail({ method: 'POST', path: 'members$', kind: 'lose_reply' })
  await sandbox.fail({ method: 'POST', path: 'members$', kind: 'status', status: 503, code: 1000 })
  await page.getByRole('button', { name: 'Send invitations' }).click()

  const results = page.getByRole('list', { name: 'Results' })
  await expect(results.getByRole('listitem').filter({ hasText: 'one@new.example' })).toContainText('Invited')
  await expect(results.getByRole('listitem').filter({ hasText: 'two@new.example' })).toContainText(
    'Not known',
  )
  await expect(results.getByRole('listitem').filter({ hasText: 'three@new.example' })).toContainText(
    'Not sent',
  )
  await expect(
    page.getByRole('heading', { name: '1 of 3 were invited, and 1 more may have been' }),
  ).toBeVisible()
  await expect(page.getByLabel('Email addresses')).toHaveValue('two@new.example\nthree@new.example')

  await page.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByRole('heading', { name: 'All 3 invitations were sent' })).toBeVisible()
  const sent = await sandbox.calls('POST', /members$/)
  expect(sent.map(({ body }) => (body as { email: string }).email)).toEqual([
    'one@new.example',
    'two@new.example',
    'two@new.example',
    'three@new.example',
  ])
})

test('an invitation is kept until it is sent, and its answer is waited for', async ({ page, signInAs }) => {
  await signInAs('operator')
  const form = path(SEED.accounts.plain, '/invite')
  await page.goto(form)
  const addresses = page.getByLabel('Email addresses')
  const send = page.getByRole('button', { name: 'Send invitations' })
  await addresses.fill('one@new.example two@new.example')
  await page.getByRole('radio', { name: 'Policies' }).check()
  await page.getByRole('button', { name: 'Add policy' }).click()
  const second = page.getByRole('region', { name: 'Policy 2' })
  await second.getByRole('checkbox', { name: 'Domain DNS' }).check()
  await second.getByRole('group', { name: 'Resource groups' }).getByRole('checkbox').first().check()
  await page.reload()
  await expect(addresses).toHaveValue('one@new.example two@new.example')
  await expect(second.getByRole('checkbox', { name: 'Domain DNS' })).toBeChecked()

  await send.click()
  const first = page.getByRole('region', { name: 'Policy 1' })
  const faulty = first.getByRole('group', { name: 'Permission groups' })
  await expect(faulty).toBeFocused()
  await expect(faulty).toHaveAccessibleDescription('Choose at least one permission group.')
  await expectAccessible(page)
  await first.getByRole('button', { name: 'Remove policy 1' }).click()
  await expect(first).toBeFocused()
  await expect(first.getByRole('checkbox', { name: 'Domain DNS' })).toBeChecked()
  await expect(page.getByText(/^Choose at least one/)).toHaveCount(0)
  await page.getByRole('radio', { name: 'Roles' }).check()
  await expect(page.getByRole('checkbox', { name: 'Administrator', exact: true })).toBeChecked()

  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await page.route(`**${form}`, async (route) => {
    if (route.request().method() === 'POST') await answered
    await route.continue()
  })
  await send.click()
  await expect(page.getByText('Sending 2 invitations')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeDisabled()
  await expect(addresses).not.toBeEditable()
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Members' }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('Wait for the answer')
  answer()
  await expect(page.getByRole('heading', { name: 'All 2 invitations were sent' })).toBeVisible()
  await page.reload()
  await expect(addresses).toBeEditable()
  await expect(addresses).toHaveValue('')
})

test('a member’s roles are changed', async ({ page, sandbox, signInAs }) => {
  await signInAs('operator')
  await openMember(page, SEED.accounts.plain, /Administrator/)
  await page.getByRole('checkbox', { name: 'Administrator', exact: true }).uncheck()
  await page.getByRole('button', { name: 'Save access' }).click()
  await expect(page.getByText('Choose at least one role.')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Cache Purge' }).check()
  await expect(page.getByText('Choose at least one role.')).toHaveCount(0)
  // Neither a look at the other kind nor a reload loses it.
  await page.getByRole('radio', { name: 'Policies' }).check()
  await page.getByRole('radio', { name: 'Roles' }).check()
  await expect(page.getByRole('checkbox', { name: 'Cache Purge' })).toBeChecked()
  await page.reload()
  await expect(page.getByRole('checkbox', { name: 'Cache Purge' })).toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'Administrator', exact: true })).not.toBeChecked()
  await page.getByRole('button', { name: 'Save access' }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('was changed')
  await expect(page.getByRole('button', { name: 'Save access' })).toBeDisabled()
  const { body } = (await sandbox.calls('PUT', /members/))[0]!
  expect(body).toEqual({ roles: [{ id: 'd1c17a97abf0aa371338074955877ba0' }] })
  await expect(page.getByRole('button', { name: 'Remove member' })).toHaveCount(0)
})

test('a change that is refused, or of which nobody knows, is headed so and keeps what was chosen', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await openMember(page, SEED.accounts.plain, /Administrator/)
  await page.getByRole('checkbox', { name: 'DNS', exact: true }).check()
  await sandbox.fail({ method: 'PUT', path: 'members', kind: 'status', status: 403, code: 1001 })
  await page.getByRole('button', { name: 'Save access' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'The access was not changed' })).toContainText(
    'Request ID',
  )
  await expect(page.getByRole('checkbox', { name: 'DNS', exact: true })).toBeChecked()
  await sandbox.fail({ method: 'PUT', path: 'members', kind: 'status', status: 500, code: 1000 })
  await page.getByRole('button', { name: 'Save access' }).click()
  await expect(page.getByText('It is not known whether the access was changed')).toBeVisible()
  await expect(page.getByText('The access was not changed')).toHaveCount(0)
  await expect(page.getByRole('checkbox', { name: 'DNS', exact: true })).toBeChecked()
  await page.getByRole('button', { name: 'Save access' }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('was changed')
})

test('a permission group that Cloudflare does not list is shown by its id and kept', async ({
  page,
  sandbox,
  signInAs,
}) => {
  const retired = 'b8c5d2f4a1e04f7798d3c6b5a4f3e2d1'
  await signInAs('operator')
  const { members } = (await sandbox.state()) as unknown as {
    members: { id: string; account: string; policies: unknown[] }[]
  }
  const held = members.find(({ policies }) => JSON.stringify(policies).includes(retired))!
  await page.goto(path(SEED.accounts.policies, `/${held.id}`))
  await expect(page.getByRole('checkbox', { name: retired })).toBeChecked()
  await page.getByRole('checkbox', { name: 'Domain DNS' }).check()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save access' }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('was changed')
  const { body } = (await sandbox.calls('PUT', /members/))[0]!
  expect(Object.keys(body as object)).toEqual(['policies'])
  expect(JSON.stringify(body)).toContain(retired)
})

test('a Super Administrator by policy is named in the list, and told among those who hold the role', async ({
  page,
  signInAs,
}) => {
  await signInAs('operator')
  const email = await openMember(page, SEED.accounts.policies, /Domain Administrator Read Only/)
  await page.getByRole('checkbox', { name: /^Super Administrator/ }).check()
  await page.getByRole('button', { name: 'Save access' }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('was changed')
  const tabs = page.getByRole('navigation', { name: 'Account' })
  await tabs.getByRole('link', { name: 'Members' }).click()
  await expect(page.getByRole('row', { name: new RegExp(email) })).toContainText('Super Administrator')
  await tabs.getByRole('link', { name: 'Roles' }).click()
  await page.getByLabel('Search roles').fill('super admin')
  const row = page.getByRole('table', { name: 'Roles' }).getByRole('row', { name: /^Super Administrator/ })
  await expect(row).toContainText(new RegExp(`${email}.*By policy`))
  await expectAccessible(page)
})

test('an old invitation is resent by removing and inviting, said before', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  const email = await openMember(page, SEED.accounts.plain, /Pending/)
  await expect(page.getByText(/^Invited .* ago\.$/)).toBeVisible()
  await page.getByRole('button', { name: 'Resend invitation' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Resend invitation' })
  await expect(dialog).toContainText('Cloudflare cannot resend an invitation')
  // The second half fails, and is made up for alone.
  await sandbox.fail({ method: 'POST', path: 'members$', kind: 'status', status: 403, code: 1001 })
  await dialog.getByRole('button', { name: 'Remove and invite again' }).click()
  await expect(
    page.getByText(`The old invitation of ${email} was removed, and the new one is not there`),
  ).toBeVisible()
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Zones' }).click()
  const question = page.getByRole('alertdialog', { name: 'Leave without inviting again?' })
  await question.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Invite again' }).click()
  await expect(page.getByRole('row', { name: new RegExp(email) })).toContainText('Pending')
  expect(await sandbox.calls('DELETE', /members/)).toHaveLength(1)

  // Somebody else does it first.
  await openMember(page, SEED.accounts.plain, /Pending/)
  await sandbox.call('DELETE', new URL(page.url()).pathname)
  await page.getByRole('button', { name: 'Resend invitation' }).click()
  await dialog.getByRole('button', { name: 'Remove and invite again' }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('no longer exists')
  await expect(page).toHaveURL(path(SEED.accounts.plain))
})

test('an administrator removes a member, and this console’s own user only by typing', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('admin')
  const email = await openMember(page, SEED.accounts.plain, /Administrator/)
  await page.getByRole('button', { name: 'Remove member' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove member' }).click()
  await expect(page).toHaveURL(path(SEED.accounts.plain))
  await expect(page.getByRole('row', { name: new RegExp(email) })).toHaveCount(0)

  const own = await openMember(page, SEED.accounts.plain, /This console/)
  await page.getByRole('button', { name: 'Remove member' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog).toContainText('last Super Administrator')
  const confirm = dialog.getByRole('button', { name: 'Remove member' })
  await expect(confirm).toBeDisabled()
  await dialog.getByLabel('Email to confirm').fill(own)
  await expect(confirm).toBeEnabled()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await sandbox.calls('DELETE', /members/)).toHaveLength(1)
})

test('who has become the last Super Administrator meanwhile is asked for by typing', async ({
  page,
  sandbox,
  signInAs,
}) => {
  const account = SEED.accounts.busy
  await signInAs('admin')
  const { members } = (await sandbox.state()) as unknown as {
    members: { id: string; account: string; roles: string[] }[]
  }
  const supers = members.filter(
    (each) => each.account === account && each.roles.includes(SUPER_ADMINISTRATOR),
  )
  const [own, other] = supers.map(({ id }) => id)
  await page.goto(path(account, `/${other}`))
  await page.getByRole('checkbox', { name: 'Super Administrator' }).uncheck()
  await page.getByRole('checkbox', { name: 'DNS', exact: true }).check()
  await sandbox.call('PUT', path(account, `/${own}`), { roles: [{ id: ADMINISTRATOR }] })

  await page.getByRole('button', { name: 'Save access' }).click()
  const dialog = page.getByRole('alertdialog')
  const typed = dialog.getByLabel('Email to confirm')
  await expect(typed).toBeFocused()
  await expect(dialog).toContainText('is the account’s last Super Administrator')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'Remove member' }).click()
  const confirm = dialog.getByRole('button', { name: 'Remove member' })
  await confirm.click()
  await expect(typed).toBeFocused()
  await expect(typed).toHaveAccessibleDescription(/exactly as shown/)
  await expect(confirm).toBeDisabled()
  await typed.fill(await page.locator('h2').first().innerText())
  await confirm.click()
  await expect(page).toHaveURL(path(account))
  expect((await sandbox.calls('DELETE', /members/)).map(({ path }) => path)).toEqual([
    expect.stringContaining(other!),
  ])
})

test('every role is shown with what it allows and who holds it', async ({ page, signInAs }) => {
  await signInAs('auditor')
  await page.goto(`/accounts/${SEED.accounts.busy}`)
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Roles' }).click()
  const table = page.getByRole('table', { name: 'Roles' })
  await expect(table.getByRole('columnheader', { name: 'DNS records' })).toBeVisible()
  await expect(table.getByRole('rowheader')).toHaveCount(29)
  await expectAccessible(page)
  await table
    .getByText(/^\d+ members$/)
    .first()
    .click()
  await expect(table.getByRole('link', { name: /@brightwave-shop\.com/ }).first()).toBeVisible()
  await page.getByLabel('Search roles').fill('billing profile')
  await expect(table.getByRole('rowheader')).toHaveCount(1)
  await table.getByRole('link', { name: /@brightwave-shop\.com/ }).click()
  await expect(page.getByRole('region', { name: 'Member', exact: true })).toContainText('Billing')
})

test('the columns of the roles are chosen, and stay so', async ({ page, signInAs }) => {
  await signInAs('support')
  await page.goto(`/accounts/${SEED.accounts.busy}/roles`)
  const heads = page.getByRole('table', { name: 'Roles' }).getByRole('columnheader')
  await expect(heads.filter({ hasText: 'Billing' })).toBeVisible()
  const all = await heads.count()
  await page.getByRole('button', { name: 'View options of Roles' }).click()
  const menu = page.getByRole('group', { name: 'View options of Roles' })
  await expect(menu.getByRole('checkbox', { name: 'Role', exact: true })).toBeDisabled()
  await menu.getByRole('checkbox', { name: 'Billing' }).uncheck()
  await menu.getByRole('checkbox', { name: 'Held by' }).uncheck()
  await menu.getByRole('radio', { name: 'Compact' }).check()
  await expect(heads).toHaveCount(all - 2)
  await expectAccessible(page)
  await page.reload()
  await expect(heads).toHaveCount(all - 2)
  await expect(heads.filter({ hasText: 'Billing' })).toHaveCount(0)
  await page.getByRole('button', { name: 'View options of Roles' }).click()
  await menu.getByRole('button', { name: 'Reset' }).click()
  await expect(heads).toHaveCount(all)
})

test('members and roles fit a telephone', async ({ page, signInAs }) => {
  await signInAs('operator')
  await page.setViewportSize({ width: 390, height: 844 })
  for (const rest of ['/members', '/members/invite', '/roles']) {
    await page.goto(`/accounts/${SEED.accounts.busy}${rest}`)
    await expect(page.getByRole('status', { name: /Loading/ })).toHaveCount(0)
    await expect(
      page
        .getByRole('table')
        .or(page.getByRole('form', { name: 'Invite members' }))
        .first(),
    ).toBeVisible()
    await expectNoSidewaysScroll(page)
  }
  // A permission is in sight, so that it is seen that there are more.
  await expect(page.getByRole('columnheader').nth(2)).toBeInViewport({ ratio: 1 })
})

test('members of accounts that are not ours, and members that are none, are not found', async ({
  page,
  signInAs,
}) => {
  await signInAs('admin')
  const foreign = SEED.accounts.outside[0]
  for (const address of [path(foreign), path(foreign, '/invite'), `/accounts/${foreign}/roles`]) {
    const response = await page.goto(address)
    expect(response!.status()).toBe(404)
    await expect(page.getByText('There is no managed account with this ID')).toBeVisible()
  }
  await page.goto(path(SEED.accounts.plain, `/${'f'.repeat(32)}`))
  await expect(page.getByText('There is no such member in this account')).toBeVisible()
})

test('support sees members and cannot open the invitation', async ({ page, signInAs }) => {
  await signInAs('support')
  await openMember(page, SEED.accounts.plain, /Administrator/)
  await expect(page.getByRole('region', { name: 'Member', exact: true })).toContainText('Administrator')
  await expect(page.getByRole('button')).not.toContainText(['Save access'])
  const response = await page.goto(path(SEED.accounts.plain, '/invite'))
  expect(response!.status()).toBe(403)
})

/** Opens the first member whose row matches; returns their email. */
async function openMember(page: Page, account: string, row: RegExp): Promise<string> {
  await page.goto(path(account))
  const link = page
    .getByRole('table', { name: 'Members' })
    .getByRole('row', { name: row })
    .getByRole('rowheader')
    .getByRole('link')
    .first()
  const email = (await link.innerText()).split(/\s/)[0]!
  await link.click()
  await expect(page.getByRole('heading', { name: email })).toBeVisible()
  return email
}
