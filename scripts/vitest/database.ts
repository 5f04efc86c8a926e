import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'

// A database of its own for every test file, in place before the file's imports are evaluated.
const name = `test_${randomUUID().replaceAll('-', '')}`
const superuserUrl = inject('superuserUrl')
await asSuperuser(`create database ${name} template tenantdesk owner tenantdesk`)
process.env.DATABASE_URL = Object.assign(new URL(inject('databaseUrl')), { pathname: `/${name}` }).href

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
