import type { Browser } from '@playwright/test'
import { gzipped } from './first-load'

const QUIET_MS = 1_500

export type Loaded = {
  /** Before anybody can have touched the page: until its `load` event. */
  first: number
  /** Once the browser has nothing left to do. */
  idle: number
}

/** Opens a page in a browser with an empty cache; returns the bytes of script, gzipped. */
export async function loadedScripts(browser: Browser, address: string, cookie: string): Promise<Loaded> {
  const context = await browser.newContext({ extraHTTPHeaders: { cookie } })
  try {
    const page = await context.newPage()
    const asked = new Set<string>()
    let latest = Date.now()
    page.on('request', (request) => {
      if (request.resourceType() !== 'script') return
      asked.add(new URL(request.url()).pathname)
      latest = Date.now()
    })
    await page.goto(address, { waitUntil: 'load' })
    const first = sizeOf(asked)
    latest = Date.now()
    while (Date.now() - latest < QUIET_MS) {
      await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)))
      await page.waitForTimeout(100)
    }
    return { first, idle: sizeOf(asked) }
  } finally {
    await context.close()
  }
}

function sizeOf(scripts: Set<string>): number {
  return [...scripts].reduce((sum, script) => sum + gzipped(script), 0)
}
