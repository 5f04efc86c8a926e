import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '../support/desk'
import { DATA_DIR, running } from '../support/env'
import { readSecrets } from '../../scripts/data-dir'

let dataDir: string
test.beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'tenantdesk-second-'))
})
test.afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

test('a second process on the same database is told what it lacks', async () => {
  const { said, code } = await start({})
  expect(code).toBe(1)
  expect(said).toMatch(
    /NEXTAUTH_SECRET is not the one .* set it to the value of the process that already runs/,
  )
  expect(said).toContain('npm run rotate NEXTAUTH_SECRET')
  expect(said).toContain('This database is used with another upstream')
})

test('with what must be alike it knows the same sessions, and ends them for both', async ({
  page,
  context,
  signInAs,
}) => {
  const person = await signInAs('support')
  const secrets = readSecrets(DATA_DIR)
  const { upstream, address } = running()
  const second = await start({
    NEXTAUTH_SECRET: secrets.nextAuth,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: secrets.serverActions,
    DATA_KEY: secrets.dataKey,
    CLOUDFLARE_EMAIL: upstream.email,
    CLOUDFLARE_API_KEY: upstream.apiKey,
    CLOUDFLARE_API_TOKEN: upstream.apiToken,
    CLOUDFLARE_BASE_URL: upstream.baseUrl,
  })
  try {
    expect(second.address, second.said).not.toBeNull()
    // A cookie is for a host, whatever the port.
    await page.goto(`${second.address}/accounts`)
    await expect(page.getByRole('heading', { level: 1, name: 'Managed Accounts' })).toBeVisible()
    await page.goto(`${address}/settings`)
    await expect(page.getByRole('main').getByText(person.email).first()).toBeVisible()

    await page.goto(`${second.address}/settings`)
    const cookies = await context.cookies()
    await page.getByRole('button', { name: 'Your account' }).click()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await expect(page).toHaveURL(/sign-in/)
    await context.addCookies(cookies)
    await page.goto(`${address}/settings`)
    await expect(page).toHaveURL(/sign-in/)
  } finally {
    await second.stop()
  }
})

/** Starts a process with a DATA_DIR of its own on the database under test; returns once it serves or has ended. */
async function start(more: Record<string, string>) {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'start'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: '0',
      HOST: 'localhost',
      DATA_DIR: dataDir,
      DATABASE_URL: running().databaseUrl,
      DATABASE_OWNER_URL: '',
      NEXTAUTH_URL: '',
      NEXTAUTH_SECRET: '',
      DATA_KEY: '',
      CLOUDFLARE_EMAIL: '',
      CLOUDFLARE_API_KEY: '',
      CLOUDFLARE_API_TOKEN: '',
      CLOUDFLARE_BASE_URL: '',
      ...more,
    },
  })
  let said = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const code = await Promise.race([
    ended,
    new Promise<null>((ready) => {
      const hear = (chunk: Buffer) => {
        said += chunk
        if (said.includes('Ctrl-C stops it')) ready(null)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
    }),
  ])
  return {
    said,
    code,
    address: /Address\s+(\S+)/.exec(said)?.[1] ?? null,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
