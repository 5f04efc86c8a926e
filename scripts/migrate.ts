import path from 'node:path'
import { parseSettings } from '@/lib/env'
import { main, Refusal, step } from './console.mjs'
import { openDataDir, readSecrets, takeLock } from './data-dir'
import { prepareDatabase, requireDatabase } from './existing-database'
import { startPostgres } from './postgres'

// Only migrates: for upgrades where something else starts the app.
await main(async () => {
  const settings = parseSettings(process.env)
  if (settings.DATABASE_URL) {
    const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } = settings
    await requireDatabase(url)
    if (ownerUrl) await requireDatabase(ownerUrl, 'DATABASE_OWNER_URL')
    return report((await prepareDatabase({ url, ownerUrl })).applied)
  }
  const dataDir = openDataDir(settings.DATA_DIR)
  const lock = await takeLock(path.join(dataDir, 'lock'), 3_000)
  if ('heldBy' in lock)
    throw new Refusal(
      `Tenantdesk runs on ${dataDir} (process ${lock.heldBy}), which migrates when it starts.`,
    )
  try {
    const { postgres: passwords } = readSecrets(dataDir)
    const postgres = await step('Starting PostgreSQL', () => startPostgres({ dataDir, passwords }))
    try {
      report((await prepareDatabase(postgres)).applied)
    } finally {
      postgres.stop()
    }
  } finally {
    lock.release()
  }
})

function report(applied: string[]): void {
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing to apply.')
}
