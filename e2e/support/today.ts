import { expect, type Locator, type Page } from '@playwright/test'

/** Waits for the next look at all customers, within which what was done is found. */
const LOOKS = { timeout: 60_000 }

/** Opens Today, and returns the row that holds the text as soon as a look has found it. */
export async function onToday(page: Page, text: string | RegExp, address = '/'): Promise<Locator> {
  const row = rowOf(page, text)
  await expect(async () => {
    await page.goto(address)
    await expect(row).toBeVisible({ timeout: 2_000 })
  }).toPass(LOOKS)
  return row
}

/** Opens Today until a look does not find the row any more. */
export async function notOnToday(page: Page, text: string | RegExp, address = '/'): Promise<void> {
  await expect(async () => {
    await page.goto(address)
    await expect(page.getByText('done when the next look does not find it')).toBeVisible()
    await expect(rowOf(page, text)).toHaveCount(0, { timeout: 2_000 })
  }).toPass(LOOKS)
}

const rowOf = (page: Page, text: string | RegExp) =>
  page.getByRole('table', { name: 'Work list' }).getByRole('row').filter({ hasText: text }).first()
