import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { requireDatabase } from './existing-database'
import { migrateOrRefuse } from './migrations'

const url = process.env.DATABASE_URL!
const name = `other_${randomUUID().replaceAll('-', '')}`
const at = (database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href

beforeAll(async () => {
  await run(
    inject('superuserUrl'),
    `create database ${name}_latin owner tenantdesk encoding 'LATIN1' template template0
     locale_provider libc locale 'C'`,
    `create database ${name}_used owner tenantdesk`,
  )
  await run(at(`${name}_used`), 'create table invoices (id int)')
})
afterAll(() =>
  run(
    inject('superuserUrl'),
    `drop database ${name}_latin with (force)`,
    `drop database ${name}_used with (force)`,
  ),
)

test('a database that can be used is', async () => {
  await requireDatabase(url)
})

test('one that cannot is refused in a sentence', async () => {
  await expect(requireDatabase(`${url}?sslmode=verify-full&sslrootcert=/not/there.pem`)).rejects.toThrow(
    /a file that it names is not there .*\/not\/there\.pem/,
  )
  await expect(requireDatabase(at(`${name}_latin`))).rejects.toThrow(/in LATIN1 .* one in UTF8 is needed/)
  await expect(migrateOrRefuse(at(`${name}_used`))).rejects.toThrow(/tables of something else/)
})

async function run(where: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: where })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
