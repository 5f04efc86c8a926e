import { expect, test } from 'vitest'
import { db } from '@/lib/db/client'
import { difference, migrate, migrationNames } from './migrations'
import { asOwner } from './vitest/owner'

const url = process.env.DATABASE_OWNER_URL!
const event = {
  operationId: crypto.randomUUID(),
  phase: 'attempted',
  action: 'test',
  requestId: 'r',
} as const

test('the migrations lead to the schema', async () => {
  expect(await difference(url)).toBe('')
})

test('migrating twice applies nothing, and two at once do not meet', async () => {
  expect(await Promise.all([migrate(url), migrate(url)])).toEqual([[], []])
  const rows = await db().$queryRaw<{ migration_name: string }[]>`
    select migration_name from _prisma_migrations where finished_at is not null order by 1`
  expect(rows.map((row) => row.migration_name)).toEqual(migrationNames())
})

test('the audit can be added to and not changed, by its owner neither', async () => {
  await db().auditEvent.create({ data: event })
  const refused = /audit_event is append-only/
  await expect(asOwner(`update audit_event set action = 'other'`)).rejects.toThrow(refused)
  await expect(asOwner('delete from audit_event')).rejects.toThrow(refused)
  await expect(asOwner('truncate audit_event')).rejects.toThrow(refused)
  await expect(asOwner('delete from audit_event where false')).rejects.toThrow(refused)
  expect(await db().auditEvent.count()).toBe(1)
})

test('free text in the audit has its index', async () => {
  const rows = await db().$queryRaw<unknown[]>`select from pg_indexes where indexname = 'audit_event_text'`
  expect(rows).toHaveLength(1)
})
