import pg from 'pg'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { seedDirectory } from './bench/seed-directory'
import { main, Refusal, step } from './console.mjs'
import type { Running } from './start'

// `npm run seed:large -- 100000`: fills the directory of the console that runs on DATA_DIR, as if it had read so many
// accounts. Start that console with DIRECTORY_REFRESH=manual: else it finds that Cloudflare has none of them.
await main(async () => {
  const accounts = Number(process.argv[2] ?? 100_000)
  if (!Number.isInteger(accounts) || accounts < 1)
    throw new Refusal('Say how many accounts, such as: npm run seed:large -- 100000')
  const owner = new pg.Client({ connectionString: databaseUrl() })
  await owner.connect()
  try {
    await step(`Writing ${accounts.toLocaleString('en')} accounts and what is in them`, () =>
      seedDirectory(owner, accounts),
    )
  } finally {
    await owner.end()
  }
})

function databaseUrl(): string {
  const given = process.env.DATABASE_OWNER_URL || process.env.DATABASE_URL
  if (given) return given
  const file = path.join(process.env.DATA_DIR || '.data', 'running.json')
  try {
    const { databaseOwnerUrl, databaseUrl } = JSON.parse(readFileSync(file, 'utf8')) as Running
    return databaseOwnerUrl ?? databaseUrl
  } catch {
    throw new Refusal(
      'Nothing runs here: start it with DIRECTORY_REFRESH=manual npm start, or set DATABASE_URL.',
    )
  }
}
