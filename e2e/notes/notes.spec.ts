import { expect, expectAccessible, expectNoSidewaysScroll, SEED, test } from '../support/test'

const PATH = `/accounts/${SEED.accounts.plain}`

test('an agent notes what a customer said, tags them, and takes the card along as text', async ({
  page,
  context,
  signInAs,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await signInAs('support', 'Sam Agent')
  await page.goto(PATH)
  const card = page.getByRole('region', { name: 'Support card' })
  await card
    .getByLabel('New note')
    .fill(
      'Calls **only** on Mondays <img src=x onerror=alert(1)> [bad](javascript:alert(1)) [ok](https://ok.example)',
    )
  await card.getByRole('button', { name: 'Add note' }).click()
  const note = card.getByRole('listitem', { name: 'Note by Sam Agent' })
  await expect(note.locator('strong')).toHaveText('only')
  await expect(note).toContainText('<img src=x onerror=alert(1)>')
  await expect(note.locator('img')).toHaveCount(0)
  await expect(note.getByRole('link')).toHaveCount(1)
  await expect(note.getByRole('link')).toHaveAttribute('rel', /noopener/)

  await card.getByLabel('New tag').fill('vip')
  await card.getByRole('button', { name: 'Add tag' }).click()
  await expect(card.getByRole('region', { name: 'Tags', exact: true }).getByRole('listitem')).toHaveText(
    'vip',
  )
  await card.getByLabel('New alias').fill('Old Name Ltd')
  await card.getByRole('button', { name: 'Add alias' }).click()
  await expect(card.getByRole('region', { name: 'Aliases', exact: true }).getByRole('listitem')).toHaveText(
    'Old Name Ltd',
  )
  await expectAccessible(page)

  await page.reload()
  await card.getByRole('button', { name: 'Copy for ticket' }).click()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  expect(text).toContain(`Account ID: ${SEED.accounts.plain}`)
  expect(text).toContain('Tags: vip')
  expect(text).not.toContain('Mondays')

  await note.getByRole('button', { name: /^Edit/ }).click()
  await card.getByRole('textbox', { name: 'Note', exact: true }).fill('Calls on Tuesdays')
  await card.getByRole('button', { name: 'Save note' }).click()
  await expect(note).toContainText('Calls on Tuesdays')
  await note.getByRole('button', { name: /^Remove/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove note' }).click()
  await expect(note).toHaveCount(0)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
})

test('an auditor reads notes and changes none', async ({ page, another, signInAs }) => {
  const agent = await another('support', 'Sam Agent')
  await agent.page.goto(PATH)
  await agent.page.getByLabel('New note').fill('Seen by all')
  await agent.page.getByRole('button', { name: 'Add note' }).click()
  await expect(agent.page.getByRole('listitem', { name: 'Note by Sam Agent' })).toBeVisible()
  await signInAs('auditor')
  await page.goto(PATH)
  const note = page.getByRole('listitem', { name: 'Note by Sam Agent' })
  await expect(note).toContainText('Seen by all')
  await expect(note.getByRole('button')).toHaveCount(0)
  await expect(page.getByLabel('New note')).toHaveCount(0)
})

test('a list is kept under a name, for oneself or for all', async ({
  page,
  another,
  signInAs,
  fillDirectory,
}) => {
  await fillDirectory()
  await signInAs('operator', 'Olga')
  await page.goto('/people?power=super')
  await page.getByRole('button', { name: 'Views', exact: true }).click()
  await page.getByRole('button', { name: 'Save this view…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Save this view' })
  await dialog.getByLabel('Name').fill('Super people')
  await dialog.getByRole('checkbox', { name: 'Shared with the team' }).click()
  await dialog.getByRole('button', { name: 'Save view' }).click()
  await expect(dialog).toHaveCount(0)

  const colleague = await another('support')
  await colleague.page.goto('/people')
  await colleague.page.getByRole('button', { name: 'Views', exact: true }).click()
  await expect(colleague.page.getByRole('button', { name: /^(Change|Remove) the view/ })).toHaveCount(0)
  await expectAccessible(colleague.page)
  await colleague.page.getByRole('link', { name: /^Super people/ }).click()
  await expect(colleague.page).toHaveURL('/people?power=super')
})
