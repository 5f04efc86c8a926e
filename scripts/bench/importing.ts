import { SEED } from '@/lib/sandbox/seed'
import type { App } from './app'
import { childOf, peakOf } from './memory'

const ROWS = { few: 500, many: 5000 }
const RUNS = 5
const WARM_UP = 2

/** Peak memory of the web server, in bytes, while a file of so many customers is read and checked. */
export async function checkingMemory(app: App, cookie: string): Promise<{ few: number; many: number }[]> {
  const server = childOf(app.running.pid, 'next-server')
  const found: { few: number; many: number }[] = []
  for (let run = -WARM_UP; run < RUNS; run++) {
    const few = await peakOf(server, () => check(app, cookie, ROWS.few))
    const many = await peakOf(server, () => check(app, cookie, ROWS.many))
    if (run >= 0) found.push({ few, many })
  }
  return found
}

async function check(app: App, cookie: string, rows: number): Promise<void> {
  const lines = Array.from(
    { length: rows },
    (_, n) =>
      `Kunde ${n} der Grünen Wiese GmbH;${SEED.units.direct.name};Grüne Wiese ${n};a${n}@wiese.example|b${n}@wiese.example;Administrator;wiese-${n}.com|wiese-${n}.de`,
  )
  const heading = 'account_name;tenant_unit;business_name;members;role;zones'
  const { address } = app.running
  const response = await fetch(`${address}/api/onboarding/upload?name=bench.csv`, {
    method: 'POST',
    headers: { cookie, origin: address, 'sec-fetch-site': 'same-origin' },
    body: `${[heading, ...lines].join('\r\n')}\r\n`,
  })
  if (!response.ok) throw new Error(`The file was answered ${response.status}: ${await response.text()}`)
}
