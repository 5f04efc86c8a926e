import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { parseSettings, type Settings } from '@/lib/env'
import { main, Refusal, step } from './console.mjs'
import { openDataDir, readSecrets, takeLock, writeSecrets, type Secrets } from './data-dir'
import { prepareDatabase, requireDatabase, withClient } from './existing-database'
import { adoptNextDataKey, isKept, key, SHARED, sharedOf, type Shared } from './fingerprints'
import { startPostgres } from './postgres'
import { rotate, type Rotated } from './rotation'

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
    const isNow = (value: string) => withClient(url, (client) => isKept(client, name, value))
    if (await withClient(url, (client) => adoptNextDataKey(client, dataDir, secrets)))
      console.log('› A rotation of DATA_KEY had been cut off after its work was done; its key is in use now.')
    if (given && (await isNow(sharedOf(settings, secrets)[name])))
      throw new Refusal(`${name} is the one that is in use already: set the new one, and run this again.`)
    // Where none is kept, nobody has started on this database, and nothing is encrypted.
    const begun = await withClient(url, (client) =>
      client.query('select 1 from setting where key = $1', [key(name)]),
    )
    const former =
      name === 'DATA_KEY' && begun.rowCount ? await formerOf(settings, secrets, isNow) : undefined
    if (!given) generate(dataDir, secrets, name)
    const value = name === 'DATA_KEY' && !given ? secrets.nextDataKey! : sharedOf(settings, secrets)[name]
    const rotated = await rotate(url, name, value, former)
    if (name === 'DATA_KEY') await withClient(url, (client) => adoptNextDataKey(client, dataDir, secrets))
    // Last: cut off before, the next start refuses the old one, and this can be run again.
    else if (!given) writeSecrets(dataDir, secrets)
    console.log(`Replaced ${name}. ${consequence(name, rotated, former)}`)
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

function generate(dataDir: string, secrets: Secrets, name: Exclude<Name, 'upstream'>): void {
  if (name === 'NEXTAUTH_SECRET') secrets.nextAuth = randomBytes(32).toString('base64url')
  else if (name === 'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY')
    secrets.serverActions = randomBytes(32).toString('base64')
  else {
    // On disk first: once the database is encrypted with it, nothing else can read that.
    secrets.nextDataKey ??= randomBytes(32).toString('base64')
    writeSecrets(dataDir, secrets)
  }
}

/** What the database is encrypted with now: the fingerprint tells which of those at hand. */
async function formerOf(
  settings: Settings,
  secrets: Secrets,
  isNow: (value: string) => Promise<boolean>,
): Promise<string> {
  if (process.argv[3] === 'lost') return 'lost'
  for (const key of [settings.DATA_KEY_BEFORE, secrets.dataKey]) if (key && (await isNow(key))) return key
  throw new Refusal(
    'What the database is encrypted with is neither in DATA_KEY_BEFORE nor in this DATA_DIR: set DATA_KEY_BEFORE to the DATA_KEY of before, and run this again. If nobody has it any more, “npm run rotate DATA_KEY lost” removes the drafts, templates, orders of runs and rows of imports that nobody can read.',
  )
}

function consequence(name: Name, { ended, sealed }: Rotated, former?: string): string {
  switch (name) {
    case 'NEXTAUTH_SECRET':
      return `Everybody is signed out (${ended} sessions), and no browser is known any more as one in which its owner has signed in.`
    case 'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY':
      return 'Pages that are open now have to be loaded again before their forms work.'
    case 'DATA_KEY':
      if (former === 'lost')
        return `What was encrypted with the lost one is removed: ${sealed} drafts, templates, orders of runs and rows of imports. Runs that had not ended cannot go on.`
      return `What was encrypted with the former one is encrypted with the new one (${sealed} drafts, templates, runs and rows of imports). Backups from before need the former one: keep it with them.`
    case 'upstream':
      return 'Descriptions, notes and records of the former upstream’s accounts stay, and speak of accounts that may not be there.'
  }
}
