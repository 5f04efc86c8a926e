import { expect, expectAccessible, SEED, seedZone, test } from '../support/test'

const path = (account: string, name: string) => `/accounts/${account}/zones/${seedZone(name)}`
const FREE = path(SEED.accounts.sameName[1], 'acme-logistics.eu')
const PRO = path(SEED.accounts.plain, 'delta-dental-clinics.com')

test('the first plan of a zone is chosen, reviewed and set', async ({ page, sandbox, signInAs }) => {
  await signInAs('operator')
  await page.goto(FREE)
  await expect(page.getByText('No plan has been set for this zone.')).toBeVisible()
  await page.getByRole('link', { name: 'Change plan' }).click()
  const plans = page.getByRole('radiogroup', { name: 'Zone plan', exact: true })
  await expect(plans.getByText('Cloudflare’s list price $25.00, monthly')).toBeVisible()
  await plans.getByRole('radio', { name: 'Pro' }).check()
  await page.getByLabel('Frequency').selectOption('Yearly')
  await expect(page.getByText('Default 20; $1.00 each above the default')).toBeVisible()
  await page.getByLabel('Page Rules').fill('many')
  await page.getByRole('button', { name: 'Review' }).click()
  await expect(page.getByText('Enter a whole number, or leave it empty.')).toBeVisible()
  await page.getByLabel('Page Rules').fill('30')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Review' }).click()

  const changes = page.getByRole('table', { name: 'Changes' })
  await expect(changes.getByRole('row', { name: /^Plan/ })).toContainText('Free (no plan is set)')
  await expect(changes.getByRole('row', { name: /^Plan/ })).toContainText('Pro (PARTNERS_PRO)')
  await expect(changes.getByRole('row', { name: /^Page Rules/ })).toContainText('30')
  await expect(page.getByRole('region', { name: 'Review' })).toContainText('list price $25.00, monthly')
  expect(await sandbox.calls('POST', /subscription$/)).toEqual([])
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Change plan' }).click()

  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('PARTNERS_PRO')
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('$30.00')
  const [sent] = await sandbox.calls('POST', /subscription$/)
  expect(sent!.body).toEqual({
    rate_plan: { id: 'PARTNERS_PRO' },
    frequency: 'yearly',
    component_values: [{ name: 'page_rules', value: 30 }],
  })
})

test('a plan is changed down to free by another call than the first one', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(`${PRO}/plan`)
  const plans = page.getByRole('radiogroup', { name: 'Zone plan', exact: true })
  await expect(plans.getByRole('radio', { name: 'Pro' })).toBeChecked()
  await expect(page.getByRole('button', { name: 'Review' })).toBeDisabled()
  await expect(page.getByText('Nothing differs from the current plan.')).toBeVisible()
  await plans.getByRole('radio', { name: 'Free' }).check()
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('button', { name: 'Change plan' }).click()
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('PARTNERS_FREE')
  expect(await sandbox.calls('POST', /subscription$/)).toEqual([])
  expect(await sandbox.calls('PUT', /subscription$/)).toHaveLength(1)
})

test('a plan outside the agreement is greyed for everybody, says why, and can be tried again', async ({
  page,
  another,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(`${FREE}/plan`)
  const agency = page.getByRole('radiogroup', { name: 'Zone plan (agency partners)' })
  await agency.getByRole('radio', { name: 'Business' }).check()
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('button', { name: 'Change plan' }).click()
  await expect(agency.getByText('Not in the partner agreement.')).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: 'The plan was not changed' })).toContainText(
    'Request ID',
  )
  await expect(agency.getByRole('radio', { name: 'Business' })).toBeChecked()

  const colleague = await another('operator')
  await colleague.page.goto(`${PRO}/plan`)
  const theirs = colleague.page.getByRole('radiogroup', { name: 'Zone plan (agency partners)' })
  await expect(theirs.getByRole('radio', { name: 'Business' })).toBeDisabled()
  await expect(theirs.getByText(/Not in your partner agreement/)).toBeVisible()
  await expectAccessible(colleague.page)

  await sandbox.set({ agreement: ['PARTNERS_FREE', 'PARTNERS_PRO', 'CF_BIZ'] })
  await colleague.page.getByRole('button', { name: 'Try CF_BIZ again' }).click()
  await theirs.getByRole('radio', { name: 'Business' }).check()
  await colleague.page.getByRole('button', { name: 'Review' }).click()
  await colleague.page.getByRole('button', { name: 'Change plan' }).click()
  await expect(colleague.page.getByRole('region', { name: 'Plan' })).toContainText('CF_BIZ')
  await page.reload()
  await expect(agency.getByRole('radio', { name: 'Business' })).toBeEnabled()
})

test('a plan that somebody else has changed is shown again before anything is sent', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(`${PRO}/plan`)
  await page
    .getByRole('radiogroup', { name: 'Zone plan', exact: true })
    .getByRole('radio', { name: 'Free' })
    .check()
  await page.getByRole('button', { name: 'Review' }).click()
  await sandbox.call('PUT', `/zones/${seedZone('delta-dental-clinics.com')}/subscription`, {
    rate_plan: { id: 'PARTNERS_BIZ' },
  })
  const before = (await sandbox.calls('PUT', /subscription$/)).length
  await page.getByRole('button', { name: 'Change plan' }).click()
  await expect(page.getByText('Changed at Cloudflare since you opened this form')).toBeVisible()
  const plan = page.getByRole('table', { name: 'Changes' }).getByRole('row', { name: /^Plan/ })
  await expect(plan).toContainText('Business (PARTNERS_BIZ)')
  expect(await sandbox.calls('PUT', /subscription$/)).toHaveLength(before)
  await page.getByRole('button', { name: 'Change plan' }).click()
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('PARTNERS_FREE')
})

test('what is chosen survives a lost connection and a reload', async ({ page, sandbox, signInAs }) => {
  await signInAs('operator')
  await page.goto(`${FREE}/plan`)
  const plans = page.getByRole('radiogroup', { name: 'Zone plan', exact: true })
  await plans.getByRole('radio', { name: 'Business' }).check()
  await page.getByLabel('Page Rules').fill('60')
  await page.getByRole('button', { name: 'Review' }).click()
  await sandbox.fail({ method: 'POST', path: 'subscription$', kind: 'reset' })
  await page.getByRole('button', { name: 'Change plan' }).click()
  await expect(page.getByText('It is not known whether the plan was changed')).toBeVisible()
  await page.reload()
  await expect(plans.getByRole('radio', { name: 'Business' })).toBeChecked()
  await expect(page.getByLabel('Page Rules')).toHaveValue('60')

  await page.getByRole('button', { name: 'Review' }).click()
  await sandbox.fail({ method: 'POST', path: 'subscription$', kind: 'reset' })
  await page.getByRole('button', { name: 'Change plan' }).click()
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect(page.getByText('It is not there now')).toBeVisible()
  await sandbox.fail({ method: 'POST', path: 'subscription$', kind: 'lose_reply' })
  await page.getByRole('button', { name: 'Send it again' }).click()
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('PARTNERS_BIZ')
})

test('what is chosen for a zone that has a plan is what is shown and ordered, until it is cancelled', async ({
  page,
  sandbox,
  signInAs,
}) => {
  await signInAs('operator')
  await page.goto(`${PRO}/plan`)
  const plans = page.getByRole('radiogroup', { name: 'Zone plan', exact: true })
  const order = page.getByRole('region', { name: /^Order/ })
  await plans.getByRole('radio', { name: 'Enterprise' }).check()
  await page.reload()
  await expect(order).toContainText('PARTNERS_ENT')
  await expect(plans.getByRole('radio', { name: 'Enterprise' })).toBeChecked()
  await plans.getByRole('radio', { name: 'Pro' }).check()
  await expect(order).toContainText('PARTNERS_PRO')

  await plans.getByRole('radio', { name: 'Enterprise' }).check()
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.getByRole('link', { name: 'Change plan' }).click()
  await expect(order).toContainText('PARTNERS_PRO')
  await expect(plans.getByRole('radio', { name: 'Pro' })).toBeChecked()

  // A plan that is refused stays chosen, and says why it cannot be ordered.
  await sandbox.set({ agreement: ['PARTNERS_FREE', 'PARTNERS_PRO'] })
  await plans.getByRole('radio', { name: 'Business' }).check()
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('button', { name: 'Change plan' }).click()
  await expect(plans.getByText('Not in the partner agreement.')).toBeVisible()
  await page.reload()
  await expect(plans.getByRole('radio', { name: 'Business' })).toBeChecked()
  await expect(page.getByRole('button', { name: 'Review' })).toBeDisabled()
  await expect(page.getByText('Cloudflare has refused PARTNERS_BIZ.')).toBeVisible()
})

test('who may only read sees the plan and no way to change it', async ({ page, signInAs }) => {
  await signInAs('auditor')
  await page.goto(PRO)
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('PARTNERS_PRO')
  await expect(page.getByRole('link', { name: 'Change plan' })).toHaveCount(0)
  expect((await page.goto(`${PRO}/plan`))!.status()).toBe(403)
})
