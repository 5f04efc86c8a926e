import { mkdirSync, rmSync } from 'node:fs'
import { defineConfig, devices } from '@playwright/test'
import { ADMIN, DATA_DIR, SERVER_LOG } from './e2e/support/env'
import { installedBrowser } from './scripts/browser'
import { freePort } from './scripts/postgres'

// This file is read again by every worker: what is chosen here is chosen once and inherited.
if (!process.env.E2E_PORT) {
  process.env.E2E_PORT = String(await freePort())
  rmSync(DATA_DIR, { recursive: true, force: true })
  mkdirSync(DATA_DIR)
}
const baseURL = `http://localhost:${process.env.E2E_PORT}`
const root = process.getuid?.() === 0

export default defineConfig({
  testDir: 'e2e',
  // One app, one sandbox, one database: the tests take turns.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  expect: { timeout: 10_000 },
  use: {
    ...devices['Desktop Chrome'],
    baseURL,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: installedBrowser() ?? undefined,
      args: [
        ...(root ? ['--no-sandbox'] : []),
        // On a closed network Chromium's own look-ups slow every test.
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    // The real thing: a production build, its own PostgreSQL and its own sandbox.
    command: `node scripts/run.mjs start > "${SERVER_LOG}" 2>&1`,
    url: `${baseURL}/api/health`,
    timeout: 10 * 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    env: {
      PORT: process.env.E2E_PORT,
      HOST: 'localhost',
      DATA_DIR,
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      // Whatever the shell has set, the tests talk to the sandbox and to a database of their own.
      DATABASE_URL: '',
      CLOUDFLARE_EMAIL: '',
      CLOUDFLARE_API_KEY: '',
      CLOUDFLARE_API_TOKEN: '',
      CLOUDFLARE_BASE_URL: '',
      NEXTAUTH_URL: '',
      NEXTAUTH_SECRET: '',
    },
  },
})
