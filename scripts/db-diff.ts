import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { main, Refusal, step } from './console.mjs'
import { difference, migrate, migrationsDirectory } from './migrations'
import { startThrowawayPostgres } from './postgres'

// Writes the next migration: what leads from the migrations so far, applied to an empty database, to schema.prisma.
await main(async () => {
  const name = process.argv[2]
  if (!name || !/^[a-z0-9_]+$/.test(name)) {
    throw new Refusal('Name the migration in lower case, such as: npm run db:diff -- add_staff_phone')
  }
  const sql = await step('Comparing the migrations with the schema', async () => {
    const postgres = await startThrowawayPostgres()
    try {
      await migrate(postgres.ownerUrl)
      return await difference(postgres.ownerUrl)
    } finally {
      postgres.stop()
    }
  })
  if (!sql) return console.log('The migrations already lead to the schema.')

  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = path.join(migrationsDirectory, `${stamp}_${name}`)
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'migration.sql'), sql)
  console.log(`Read it before you commit it: ${path.relative(process.cwd(), folder)}/migration.sql`)
})
