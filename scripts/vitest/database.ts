import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'

// A database of its own for every test file, in place before the file's imports are evaluated.
const name = `test_${randomUUID().replaceAll('-', '')}`
const superuserUrl = inject('superuserUrl')
await asSuperuser(`create database ${name} template tenantdesk owner tenantdesk_owner`)
const here = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
process.env.DATABASE_URL = here(inject('databaseUrl'))
process.env.DATABASE_OWNER_URL = here(inject('ownerUrl'))

afterAll(async () => {
  await asSuperuser(`drop database ${name} with (force)`)
})

async function asSuperuser(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
