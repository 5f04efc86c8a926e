import { expect, test } from '@playwright/test'

test('the app says that it can serve, and nothing secret', async ({ request }) => {
  const response = await request.get('/api/health')
  expect(response.status()).toBe(200)
  expect(await response.json()).toEqual({
    status: 'ok',
    parts: { database: 'ok', engine: 'ok', upstream: 'sandbox' },
  })
})

test('the browser is let in to sign in', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveURL(/sign-in/)
})
