import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSettings } from '@/lib/env'
import { adminLink } from './admin-link'
import { main, Refusal, step } from './console.mjs'
import { openDataDir, readSecrets, takeLock } from './data-dir'
import { prepareDatabase, requireDatabase } from './existing-database'
import { startPostgres } from './postgres'
import { reachable } from './reachable'
import type { Running } from './start'

// For an administrator who cannot get in: whoever may run this on the machine may read its database and its secrets, too.
// It works while Tenantdesk runs, and while it does not.
await main(async () => {
  const email = process.argv[2]
  if (!email) throw new Refusal('Name whom: npm run reset-admin -- E-MAIL')
  const settings = parseSettings(process.env)
  const dataDir = openDataDir(settings.DATA_DIR)
  // Unlike a start, it waits for nobody: who holds the lock is most likely the app itself.
  const lock = await takeLock(path.join(dataDir, 'lock'), 0)
  const running = 'heldBy' in lock ? runningOn(dataDir, lock.heldBy) : null
  let { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } = settings
  let stop = () => {}
  try {
    if (url) await requireDatabase(url)
    else if (running) {
      if (!running.databaseUrl)
        throw new Refusal('Tenantdesk runs on another database: set DATABASE_URL as it is set for it.')
      url = running.databaseUrl
    } else {
      const { postgres: passwords } = readSecrets(dataDir)
      ;({ url, ownerUrl, stop } = await step('Starting PostgreSQL', () =>
        startPostgres({ dataDir, passwords }),
      ))
    }
    if (!running) await prepareDatabase({ url, ownerUrl })
    const address =
      settings.NEXTAUTH_URL ?? running?.address ?? `http://${reachable(settings.HOST)}:${settings.PORT}`
    const link = await adminLink(url, email, address)
    console.log(`One-time link for ${link.name} (${link.email}), to choose a password:`)
    console.log(`  ${link.url}`)
    console.log(
      `It works once, until ${link.expiresAt}. Until then nothing changes; using it ends all of this person's sessions.`,
    )
  } finally {
    stop()
    if ('release' in lock) lock.release()
  }
})
// Prisma's migrations leave a timer behind that would keep us for ten seconds.
process.exit()

/** What the app that holds the lock has said of itself. Throws a Refusal where it has not, or is not the app. */
function runningOn(dataDir: string, pid: number): Running {
  const file = path.join(dataDir, 'running.json')
  const running = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Running) : null
  if (running?.pid !== pid)
    throw new Refusal(
      `Process ${pid} is starting Tenantdesk or works on ${dataDir}: try again when it is ready.`,
    )
  return running
}
