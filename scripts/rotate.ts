import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { parseSettings } from '@/lib/env'
import { main, Refusal, step } from './console.mjs'
import { openDataDir, readSecrets, takeLock, writeSecrets, type Secrets } from './data-dir'
import { prepareDatabase, requireDatabase, withClient } from './existing-database'
import { isKept, SHARED, sharedOf, type Shared } from './fingerprints'
import { startPostgres } from './postgres'
import { rotate } from './rotation'

type Name = keyof Shared

// What processes on one database must have alike (fingerprints.ts), replaced on purpose. A secret that is set in the
// environment is taken as it is set now; one that was generated is generated anew.
await main(async () => {
  const name = SHARED.find((each) => each === process.argv[2])
  if (!name) throw new Refusal(`Name what to replace: npm run rotate ${SHARED.join(' | ')}`)
  const settings = parseSettings(process.env)
  const dataDir = openDataDir(settings.DATA_DIR)
  const lock = await takeLock(path.join(dataDir, 'lock'), 3_000)
  if ('heldBy' in lock)
    throw new Refusal(`Tenantdesk runs on ${dataDir} (process ${lock.heldBy}): stop it first.`)
  let stop = () => {}
  try {
    const secrets = readSecrets(dataDir)
    let { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } = settings
    if (url) await requireDatabase(url)
    else {
      const postgres = await step('Starting PostgreSQL', () =>
        startPostgres({ dataDir, passwords: secrets.postgres }),
      )
      ;({ url, ownerUrl, stop } = postgres)
    }
    await prepareDatabase({ url, ownerUrl })

    const given = name === 'upstream' || settings[name] !== undefined
    if (!given) generate(secrets, name)
    const value = sharedOf(settings, secrets)[name]
    if (given && (await withClient(url, (client) => isKept(client, name, value))))
      throw new Refusal(`${name} is the one that is in use already: set the new one, and run this again.`)
    const ended = await rotate(url, name, value)
    // Last: cut off before, the next start refuses the old one, and this can be run again.
    if (!given) writeSecrets(dataDir, secrets)
    console.log(`Replaced ${name}. ${consequence(name, ended)}`)
    console.log(
      given
        ? 'Every other process on this database needs the same value; those that run keep the old one until they are started again.'
        : `The new value is in ${path.join(dataDir, 'secrets.json')}. Every other process on this database needs it; those that run keep the old one until they are started again.`,
    )
  } finally {
    stop()
    lock.release()
  }
})
// Prisma's migrations leave a timer behind that would keep us for ten seconds.
process.exit()

function generate(secrets: Secrets, name: Exclude<Name, 'upstream'>): void {
  if (name === 'NEXTAUTH_SECRET') secrets.nextAuth = randomBytes(32).toString('base64url')
  else if (name === 'DATA_KEY') secrets.dataKey = randomBytes(32).toString('base64')
  else secrets.serverActions = randomBytes(32).toString('base64')
}

function consequence(name: Name, ended: number): string {
  switch (name) {
    case 'NEXTAUTH_SECRET':
      return `Everybody is signed out (${ended} sessions), and no browser is known any more as one in which its owner has signed in.`
    case 'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY':
      return 'Pages that are open now have to be loaded again before their forms work.'
    case 'DATA_KEY':
      return 'What was encrypted with the former one cannot be read any more.'
    case 'upstream':
      return 'Descriptions, notes and records of the former upstream’s accounts stay, and speak of accounts that may not be there.'
  }
}
