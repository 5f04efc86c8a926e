import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { Refusal, step } from './console.mjs'
import { childEnvironment, NETWORK } from './environment.mjs'

// The one without a window first: its tests take a third less time.
const SYSTEM = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Returns the Chromium to test with: Playwright's own where it is installed, else the system's, else null. */
export function installedBrowser(): string | null {
  return [chromium.executablePath(), ...SYSTEM].find((file) => existsSync(file)) ?? null
}

/** Brings a Chromium where there is none: Debian's as root, else Playwright's download. Throws a Refusal without either. */
export async function bringBrowser(): Promise<void> {
  if (installedBrowser()) return
  await step('Installing Chromium', () => {
    const env = { ...childEnvironment(NETWORK, /^PLAYWRIGHT_/), DEBIAN_FRONTEND: 'noninteractive' }
    if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && isDebian()) {
      spawnSync('apt-get', ['update'], { env, stdio: 'ignore' })
      for (const name of ['chromium-headless-shell', 'chromium']) {
        if (!installedBrowser())
          spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], { env, stdio: 'ignore' })
      }
    }
    if (!installedBrowser()) {
      const playwright = ['node_modules/@playwright/test/cli.js', 'install', 'chromium']
      spawnSync(process.execPath, playwright, { env, stdio: 'ignore', timeout: 300_000 })
    }
  })
  if (!installedBrowser()) {
    throw new Refusal(
      'The browser tests need Chromium: install it as /usr/bin/chromium, or run npx playwright install chromium.',
    )
  }
}

// Ubuntu's package of that name is a shim for a snap, which does not run everywhere.
function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}
