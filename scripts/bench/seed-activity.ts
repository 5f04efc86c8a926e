import type { Client } from 'pg'
import { SEED } from '@/lib/sandbox/seed'

/** Of the rows, how many have no tenant because they were written before rows had one. */
const OLDER = 0.5
const ACCOUNTS = 10_000
const PEOPLE = 200
const YEARS = 2

/**
 * Fills the audit with this many rows, as two years of work would: actions with their outcomes, in ten thousand
 * accounts of two tenants, a few of which have many. Connects as the database's owner; does nothing where the rows
 * exist already.
 */
export async function seedActivity(owner: Client, rows: number): Promise<void> {
  const { rows: found } = await owner.query<{ count: number }>('select count(*)::int from audit_event')
  if (found[0]!.count >= rows) return
  // An index over rows that are there is made in a fraction of the time.
  const { rows: indexes } = await owner.query<{ indexname: string; indexdef: string }>(
    `select indexname, indexdef from pg_indexes where tablename = 'audit_event' and indexname <> 'audit_event_pkey'`,
  )
  await owner.query(`set maintenance_work_mem = '1GB'; set synchronous_commit = off`)
  await owner.query('begin')
  for (const { indexname } of indexes) await owner.query(`drop index "${indexname}"`)
  await owner.query(ACCOUNTS_SQL)
  await owner.query(EVENTS_SQL(Math.round(rows / 2)))
  for (const { indexdef } of indexes) await owner.query(indexdef)
  await owner.query('commit')
  // The sweeper has seen that all of them have their outcome.
  await owner.query(
    `insert into setting (key, value) values ('audit.settled', to_jsonb((select max(seq) from audit_event)))
     on conflict (key) do update set value = excluded.value`,
  )
  await owner.query('vacuum analyze audit_event, belonging')
}

const pick = (words: string, by: string) => {
  const list = words.split(' ')
  return `(array[${list.map((word) => `'${word}'`).join(',')}])[1 + (${by})::int % ${list.length}]`
}
const ADJECTIVES =
  'Amber Bold Calm Copper Coral Crimson Eager Early Fair Golden Grand Happy Ivory Jolly Keen Lunar Misty Noble Olive Proud Quiet Rapid Royal Silver Solar'
const NOUNS =
  'Anchor Bakery Bridge Canyon Castle Clinic Dental Forge Garden Harbor Island Kitchen Lantern Market Meadow Orchard Pharmacy Quarry River Studio Summit Travel Valley Wharf Works'

// The first is a customer of the sandbox, which has an account page.
const ACCOUNTS_SQL = `
  create temporary table bench_account on commit drop as
  select n,
    case n when 0 then '${SEED.accounts.busy}' else md5('account' || n) end as id,
    ${pick(ADJECTIVES, 'n / 25')} || ' ' || ${pick(NOUNS, 'n')} || ' ' || n || ' Ltd' as name,
    case when n % 10 = 1 then '${SEED.secondTenant.tag}' else '${SEED.tenant.tag}' end as tenant
  from generate_series(0, ${ACCOUNTS - 1}) n;
  insert into belonging (id, tenant_id) select id, tenant from bench_account on conflict do nothing`

const ACTIONS =
  'account.update account.update.settings zone.add zone.delete member.invite members.invite token.create subscription.create subscription.change account.kyc.view account.create zones.export account.delete token.roll'

const EVENTS_SQL = (acts: number) => `
  with act as (
    select n, gen_random_uuid() as operation, gen_random_uuid() as attempt, md5('request' || n)::uuid::text as request,
      now() - (${acts} - n) * (interval '${YEARS * 365} days' / ${acts}) as moment,
      floor(${ACCOUNTS} * power(random(), 3))::int as account,
      floor(${PEOPLE} * power(random(), 2))::int as person,
      ${pick(ACTIONS, 'floor(14 * power(random(), 1.7))')} as action,
      random() < 0.06 as system,
      random() as luck
    from generate_series(1, ${acts}) n
  )
  insert into audit_event (
    id, at, operation_id, attempt_id, phase, action, actor_id, actor_email, actor_role, session_id, address, user_agent,
    target_type, target_id, target_name, account_id, account_name, tenant_id, request, after, upstream, error_code,
    error_text, request_id, duration_ms
  )
  select case step when 0 then attempt else gen_random_uuid() end, moment + step * interval '80 milliseconds', operation,
    attempt,
    (case when step = 0 then 'attempted' when luck < 0.93 then 'succeeded' when luck < 0.97 then 'failed'
      when luck < 0.98 then 'unknown' else 'denied' end)::"AuditPhase",
    action,
    case when not system then overlay(overlay(md5('person' || person) placing '4' from 13) placing '8' from 17)::uuid::text end,
    case when not system then 'person' || person || '@partner.example' end,
    case when system then 'system' else 'operator' end,
    md5('session' || act.n / 40)::uuid::text, '192.0.2.' || act.n % 250,
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'account', account.id, account.name, account.id, account.name,
    case when act.n > ${acts} * ${OLDER} then account.tenant end,
    case step when 0 then jsonb_build_object('name', account.name) end,
    case step when 1 then jsonb_build_object('name', account.name, 'status', 'active') end,
    case step when 1 then jsonb_build_array(jsonb_build_object('method', 'PUT', 'path', '/accounts/{account_id}',
      'status', 200, 'ray', left(md5('ray' || act.n), 16) || '-FRA', 'codes', '[]'::jsonb, 'durationMs', 80)) end,
    case when step = 1 and luck >= 0.93 then 'refused' end,
    case when step = 1 and luck >= 0.93 then 'Cloudflare refused this.' end,
    request, case step when 1 then 80 end
  from act join bench_account account on account.n = act.account cross join generate_series(0, 1) step
  order by act.n, step`
