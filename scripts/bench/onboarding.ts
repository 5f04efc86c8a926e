import type { Browser } from '@playwright/test'

const STEPS = ['customer', 'access', 'zones', 'plans', 'subscriptions', 'review']

/** The lists of Onboarding, and every step of a draft that is begun for it. */
export async function onboardingPages(
  browser: Browser,
  address: string,
  cookie: string,
): Promise<Record<string, string>> {
  const context = await browser.newContext({ baseURL: address, extraHTTPHeaders: { cookie } })
  try {
    const page = await context.newPage()
    await page.goto('/onboarding')
    await page.getByRole('button', { name: 'New customer', exact: true }).click()
    await page.waitForURL(/\/onboarding\/drafts\/[0-9a-f-]{36}\/customer/)
    const draft = new URL(page.url()).pathname.replace(/\/customer$/, '')
    await page.goto(`${draft}/zones`)
    await page.getByLabel('Domain names', { exact: true }).fill('measured.example')
    await page.getByText('Saved', { exact: true }).waitFor()
    return {
      'Onboarding: drafts': '/onboarding',
      'Onboarding: runs': '/onboarding/runs',
      'Onboarding: templates': '/onboarding/templates',
      'Onboarding: import': '/onboarding/import',
      ...Object.fromEntries(STEPS.map((step) => [`Draft: ${step}`, `${draft}/${step}`])),
    }
  } finally {
    await context.close()
  }
}
