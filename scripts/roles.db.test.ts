import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { pool } from '@/lib/db/client'
import { auditIsGuarded } from '@/lib/db/guard'
import { prepareDatabase } from './existing-database'
import { migrate } from './migrations'
import { changeHands } from './postgres'
import { asOwner } from './vitest/owner'

const url = process.env.DATABASE_URL!
const ownerUrl = process.env.DATABASE_OWNER_URL!
const mark = randomUUID().slice(0, 8)
const [old, next] = [`old_${mark}`, `next_${mark}`]
const superuserUrl = at(inject('superuserUrl'), new URL(url).pathname)

afterAll(() =>
  run(
    inject('superuserUrl'),
    `drop database if exists ${old} with (force)`,
    `drop role if exists ${old}`,
    `drop role if exists ${next}`,
  ),
)

test('the app adds to the audit and reads it', async () => {
  await run(
    url,
    `insert into audit_event (id, operation_id, phase, action, request_id)
     values (gen_random_uuid(), gen_random_uuid(), 'attempted', 'test', 'r')`,
  )
  expect((await pool().query('select action from audit_event')).rows).toEqual([{ action: 'test' }])
})

test.each([
  `update audit_event set action = 'other'`,
  'delete from audit_event',
  'truncate audit_event',
  'alter table audit_event disable trigger audit_event_append_only',
  'alter table audit_event disable trigger all',
  'drop trigger audit_event_append_only on audit_event',
  'create trigger mine before insert on audit_event execute function audit_event_refuse_change()',
  'create rule mine as on insert to audit_event do instead nothing',
  'create or replace function audit_event_refuse_change() returns trigger language plpgsql as $$ begin return null; end $$',
  'alter table audit_event add column mine int',
  'alter table audit_event rename to mine',
  'alter table audit_event owner to current_user',
  'begin; lock table audit_event in access exclusive mode',
  'drop table audit_event',
  'drop table audit_event cascade',
  'drop schema public cascade',
  'alter schema public owner to current_user',
  'create table mine (id int)',
  `select setval('audit_event_seq_seq', 1)`,
  'set session_replication_role = replica',
  'set role tenantdesk_owner',
  'set session authorization tenantdesk_owner',
  'grant tenantdesk_owner to tenantdesk',
  'grant update on audit_event to tenantdesk',
  'reassign owned by tenantdesk_owner to tenantdesk',
  'alter role tenantdesk superuser',
  'create role mine in role tenantdesk_owner',
  'update _prisma_migrations set finished_at = null',
  `alter database ${new URL(url).pathname.slice(1)} owner to current_user`,
])('the app may not: %s', async (statement) => {
  // A right that is missing, and not a mistake in the statement. GRANT without the right only warns.
  if (statement.startsWith('grant update')) await run(url, statement).catch(() => {})
  else await expect(run(url, statement)).rejects.toMatchObject({ code: '42501' })
  expect(await auditIsGuarded(pool())).toBe(true)
})

test('who owns the audit, or could, is not taken for guarded', async () => {
  for (const each of [ownerUrl, superuserUrl]) expect(await guarded(each)).toBe(false)
  for (const [give, take] of [
    ['grant update on audit_event to tenantdesk', 'revoke update on audit_event from tenantdesk'],
    ['grant trigger on audit_event to tenantdesk', 'revoke trigger on audit_event from tenantdesk'],
    [
      'grant update (action) on audit_event to tenantdesk',
      'revoke update (action) on audit_event from tenantdesk',
    ],
  ]) {
    await asOwner(give!)
    expect(await guarded(url), give).toBe(false)
    await asOwner(take!)
  }
  expect(await guarded(url)).toBe(true)
})

test('a database that its app still owns changes hands', async () => {
  await run(
    inject('superuserUrl'),
    `create role ${old} login password 'x'`,
    `create role ${next} login password 'x'`,
    `create database ${old} owner ${old}`,
  )
  const as = (role: string) => at(inject('superuserUrl'), `/${old}`, role)
  expect(await prepareDatabase({ url: as(old), ownerUrl: undefined })).toMatchObject({ guarded: false })
  await run(as(old), `insert into setting values ('kept', '1')`)
  await expect(prepareDatabase({ url: as(old), ownerUrl: as(old) })).rejects.toThrow(/the same role/)
  await expect(prepareDatabase({ url: as(old), ownerUrl: as(next) })).rejects.toThrow(
    `belong to "${old}": as a superuser, run REASSIGN OWNED BY "${old}" TO "${next}"`,
  )

  await changeHands(at(inject('superuserUrl'), `/${old}`), old, next)
  expect(await prepareDatabase({ url: as(old), ownerUrl: as(next) })).toEqual({ applied: [], guarded: true })
  expect(await prepareDatabase({ url: as(old), ownerUrl: undefined })).toEqual({ applied: [], guarded: true })
  await run(as(old), `update setting set value = '2' where key = 'kept'`, 'delete from setting')
  await expect(run(as(old), 'drop table audit_event')).rejects.toMatchObject({ code: '42501' })
  await expect(run(as(old), 'drop extension pg_trgm cascade')).rejects.toMatchObject({ code: '42501' })
})

test('whoever may not migrate is told who may', async () => {
  const last = `migration_name = (select max(migration_name) from _prisma_migrations)`
  await asOwner(
    `create table kept as select * from _prisma_migrations where ${last}`,
    `delete from _prisma_migrations where ${last}`,
  )
  try {
    await expect(prepareDatabase({ url, ownerUrl: undefined })).rejects.toThrow(/set DATABASE_OWNER_URL/)
  } finally {
    await asOwner('insert into _prisma_migrations select * from kept', 'drop table kept')
  }
  expect(await migrate(ownerUrl, 'tenantdesk')).toEqual([])
})

async function guarded(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await auditIsGuarded(client)
  } finally {
    await client.end()
  }
}

/** The same server at another database, and as another role whose password is "x". */
function at(address: string, pathname: string, role?: string): string {
  return Object.assign(new URL(address), { pathname, ...(role && { username: role, password: 'x' }) }).href
}

async function run(connectionString: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
