import { mkdirSync, rmSync } from 'node:fs'
import { defineConfig, devices } from '@playwright/test'
import { ADMIN, dataDir, serverLog, WORKER } from './e2e/support/env'
import { installedBrowser } from './scripts/browser'
import { freePort } from './scripts/postgres'

// One app, one sandbox, one database for each worker: within a worker the tests take turns.
const WORKERS = [0, 1]

// This file is read again by every worker: what is chosen here is chosen once and inherited.
if (!process.env.E2E_PORTS) {
  const ports: number[] = []
  for (const worker of WORKERS) {
    ports.push(await freePort())
    rmSync(dataDir(worker), { recursive: true, force: true })
    mkdirSync(dataDir(worker))
  }
  process.env.E2E_PORTS = ports.join(',')
}
const PORTS = process.env.E2E_PORTS.split(',')
const root = process.getuid?.() === 0

export default defineConfig({
  testDir: 'e2e',
  workers: WORKERS.length,
  // A busy machine is no failure.
  timeout: 90_000,
  // For a trace, which would slow every test. What passes only when tried again has failed (scripts/checks.ts).
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  expect: { timeout: 10_000 },
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://localhost:${PORTS[WORKER]}`,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'on-first-retry',
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
  // The real thing: a production build, its own PostgreSQL and its own sandbox. They start one after another, so that
  // only the first finds something to build.
  webServer: WORKERS.map((worker) => ({
    command: `node scripts/run.mjs start > "${serverLog(worker)}" 2>&1`,
    url: `http://localhost:${PORTS[worker]}/api/health`,
    timeout: 10 * 60_000,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 20_000 },
    env: {
      PORT: PORTS[worker]!,
      HOST: 'localhost',
      DATA_DIR: dataDir(worker),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      // Whatever the shell has set, the tests talk to the sandbox and to a database of their own.
      DATABASE_URL: '',
      DATABASE_OWNER_URL: '',
      CLOUDFLARE_EMAIL: '',
      CLOUDFLARE_API_KEY: '',
      CLOUDFLARE_API_TOKEN: '',
      CLOUDFLARE_BASE_URL: '',
      NEXTAUTH_URL: '',
      NEXTAUTH_SECRET: '',
      DATA_KEY: '',
      // Its reading would take what a test has prepared upstream for somebody else: tests have it read (`directory`).
      DIRECTORY_REFRESH: 'manual',
    },
  })),
})
