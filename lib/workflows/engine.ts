import 'server-only'
import { randomUUID } from 'node:crypto'
import { setTimeout as setTimer } from 'node:timers/promises'
import { DBOS } from '@dbos-inc/dbos-sdk'
import { assertStillOwnsWorkflow, DBOSWorkflowConflictError } from '@dbos-inc/dbos-sdk/datasource'
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor'
import { migrateSystemDatabase } from '@dbos-inc/dbos-sdk/internal/system_database'
import { AppError } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { db, pool } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { env } from '@/lib/env'

/** The schema of its own that the engine keeps its tables in. */
const SCHEMA = 'dbos'
const APPLICATION = 'tenantdesk'
/** Ours, because the bundler changes what the functions look like. Another number leaves the work of this one alone. */
const VERSION = '1'

/** How long a process counts as alive that said so, by the database's clock. */
export const LEASE_MS = 8_000
const RENEW_EVERY_MS = 2_000
/** A process stops sending this long before the others take it for dead. */
const MARGIN_MS = 1_500
/** How often work may be taken up again whose process died of it, perhaps. */
const RECOVERIES_MAX = 20

const HOUR = 3_600_000
const KEPT_MS = 24 * HOUR

/** What holds while one piece of work is done. */
export type Turn = {
  /** Throws `unavailable` where another process may have taken the work over. To be called right before something is sent. */
  mayStillSend: () => void
  /**
   * Throws where the work is another's by now. To be called in the transaction that writes what only the owner may,
   * after its first write.
   */
  stillOwns: () => Promise<void>
}

/**
 * Work that outlives its process. It is cut into stretches, each of which is one workflow: where the work has to wait,
 * for a moment or for a person, its stretch ends, so that nothing is held meanwhile, and `begin` makes another.
 */
export type Job = {
  name: string
  /** How many of its stretches one process works at. */
  atOnce: number
  /** How often its queue is looked at; ten times a second where it says nothing. */
  lookEveryMs?: number
  /**
   * Does the next piece of stretch number `stretch` of the work `id`; returns whether there is more to do now. May be
   * called again with the same piece after a crash, also while a frozen process is still at it: what it sends has to be
   * fenced by `turn`. Throws nothing that it can tell itself.
   */
  work: (id: string, stretch: number, turn: Turn) => Promise<boolean>
  /** Begins work that is always under way. Called where a process starts, and again until it did not throw. */
  always?: () => Promise<void>
  /** Says of a stretch that it is not worked at any more: it threw, or its process died of it too often. */
  gaveUp: (id: string, stretch: number) => Promise<void>
}

/**
 * The same work, begun again a few times where it throws: a database that was restarted is back in a moment. Then it is
 * given up.
 */
export function persistent(work: Job['work']): Job['work'] {
  return async (id, ...asked) => {
    for (let times = 1; ; times++)
      try {
        return await work(id, ...asked)
      } catch (error) {
        if (isNotOurs(error) || times > BREAKS_MAX) throw error
        log().error({ err: error, id, times }, 'work broke off')
        await setTimer(Math.min(500 * 2 ** (times - 1), 10_000))
      }
  }
}

const BREAKS_MAX = 8

type Engine = {
  executorId: string
  /** It works at what is queued. False from the beginning of a launch until all of it succeeded. */
  launched: boolean
  /** Until when this process may send, by its own clock and by the one on the wall: a suspended machine stops the first. */
  until: { monotonic: number; wall: number }
  beat: NodeJS.Timeout | null
  stopped: boolean
}

// Kept with the process: pages, actions and instrumentation are bundled apart, and each has this module once.
const kept = globalThis as typeof globalThis & { tenantdeskEngine?: Engine; tenantdeskJobs?: boolean }

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** Makes the engine's tables, as the owner of the database. As `DBOS.migrate`, which tells the terminal of it. */
export async function prepareEngine(ownerUrl: string): Promise<void> {
  await migrateSystemDatabase(ownerUrl, SILENT as never, SCHEMA)
}

/** Begins to work at what is queued, in this process, and to take over what dead processes have left. */
export async function startEngine(jobs: Job[]): Promise<void> {
  if (kept.tenantdeskEngine) return
  const engine: Engine = {
    executorId: '',
    launched: false,
    until: { monotonic: 0, wall: 0 },
    beat: null,
    stopped: false,
  }
  kept.tenantdeskEngine = engine
  register(jobs, engine)
  let cleanedAt = 0
  const toBegin = jobs.flatMap(({ always }) => always ?? [])
  const beat = async () => {
    try {
      // One that broke off half-way has a lease, and works at nothing.
      if (!engine.launched || !(await renew(engine))) await launch(jobs, engine)
      await takeOver(jobs)
      for (; toBegin.length > 0; toBegin.shift()) await toBegin[0]!()
      if (Date.now() - cleanedAt > HOUR) {
        await cleanUp(jobs)
        cleanedAt = Date.now()
      }
    } catch (error) {
      log().warn({ err: error }, 'the engine missed a beat')
    }
    if (!engine.stopped) engine.beat = setTimeout(beat, RENEW_EVERY_MS).unref()
  }
  await beat()
}

/** Stops working, and says so: others need not wait for the lease to end. */
export async function stopEngine(): Promise<void> {
  const engine = kept.tenantdeskEngine
  if (!engine) return
  engine.stopped = true
  clearTimeout(engine.beat ?? undefined)
  engine.until = { monotonic: 0, wall: 0 }
  kept.tenantdeskEngine = undefined
  if (DBOS.isInitialized()) await DBOS.shutdown({ workflowCompletionTimeoutMS: 5_000 })
  await db()
    .engineProcess.deleteMany({ where: { executorId: engine.executorId, takenAt: null } })
    .catch(() => {})
}

/** A stretch that is to be queued. `at`: not before then. `later`: after what people wait for. */
type Due = { id: string; stretch: number; at?: Date; later?: boolean }

/**
 * Queues stretches of work, in the transaction that makes them due. The same stretch is queued once, however often it is
 * asked for.
 */
export async function begin(
  tx: Pick<Prisma.TransactionClient, '$queryRaw'>,
  job: string,
  ...due: Due[]
): Promise<void> {
  const rows = due.map(({ id, stretch, at, later = false }) => ({
    id,
    stretch,
    name: nameOf(job, id, stretch),
    priority: later ? 10 : 1,
    at: at && at.getTime() > Date.now() ? at.getTime() : null,
  }))
  await tx.$queryRaw`
    SELECT dbos.enqueue_workflow(
      workflow_name => ${job}, queue_name => ${job}, positional_args => ARRAY[to_json(id), to_json(stretch)],
      workflow_id => name, app_version => ${VERSION}, priority => priority, delay_until_epoch_ms => at,
      application_name => ${APPLICATION}
    ) FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS due (id text, stretch int, name text, priority int4, at bigint)`
}

const nameOf = (job: string, id: string, stretch: number) => `${job}:${id}:${stretch}`

function register(jobs: Job[], engine: Engine): void {
  // Registering twice is refused, and the registration outlives a relaunch.
  if (kept.tenantdeskJobs) return
  kept.tenantdeskJobs = true
  for (const { name, work } of jobs) {
    DBOS.registerWorkflow(
      async (id: string, stretch: number) => {
        const workflowId = nameOf(name, id, stretch)
        const { executorId } = engine
        const turn: Turn = {
          mayStillSend: () => mayStillSend(engine, executorId),
          stillOwns: () => assertStillOwnsWorkflow(workflowId),
        }
        while (await DBOS.runStep(() => work(id, stretch, turn), { name: 'work' }));
      },
      { name, maxRecoveryAttempts: RECOVERIES_MAX },
    )
  }
}

async function launch(jobs: Job[], engine: Engine): Promise<void> {
  engine.launched = false
  if (DBOS.isInitialized()) {
    log().warn(
      { executorId: engine.executorId },
      'taken for dead by another process, or not launched whole: starting the engine anew',
    )
    await DBOS.shutdown()
  }
  const before = engine.executorId
  engine.executorId = randomUUID()
  DBOS.setConfig({
    name: APPLICATION,
    systemDatabaseUrl: withIdleLimit(env().DATABASE_URL),
    systemDatabaseSchemaName: SCHEMA,
    systemDatabasePoolSize: 6,
    executorID: engine.executorId,
    applicationVersion: VERSION,
    enablePatching: true,
    runMigrations: false,
    useListenNotify: false,
    logger: {
      debug: () => {},
      info: () => {},
      warn: (entry: unknown) => log().warn({ engine: String(entry) }, 'engine'),
      error: (entry: unknown) => log().error({ engine: String(entry) }, 'engine'),
    },
  })
  // Before it works: what it takes up without a lease would be nobody's.
  await db().$executeRaw`
    INSERT INTO engine_process (executor_id, expires_at)
    VALUES (${engine.executorId}, clock_timestamp() + ${LEASE_MS} * interval '1 millisecond')`
  alive(engine, performance.now(), Date.now())
  await DBOS.launch()
  // What was cut off here and nobody has taken over yet.
  if (before) await DBOSExecutor.globalInstance!.recoverPendingWorkflows([before])
  for (const { name, atOnce, lookEveryMs = 100 } of jobs)
    await DBOS.registerQueue(name, {
      workerConcurrency: atOnce,
      minPollingIntervalMs: lookEveryMs,
      onConflict: 'always_update',
    })
  engine.launched = true
}

/** The engine's own limit, set with the connection: by itself it asks for it in a way that node-postgres warns of. */
function withIdleLimit(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  const options = url.searchParams.get('options') ?? ''
  url.searchParams.set('options', `${options} -c idle_in_transaction_session_timeout=60000`.trim())
  return url.href
}

/** Says that this process lives; false where it never did, or is taken for dead. */
async function renew(engine: Engine): Promise<boolean> {
  if (!engine.executorId) return false
  const [monotonic, wall] = [performance.now(), Date.now()]
  const renewed = await db().$executeRaw`
    UPDATE engine_process SET expires_at = clock_timestamp() + ${LEASE_MS} * interval '1 millisecond'
    WHERE executor_id = ${engine.executorId} AND taken_at IS NULL`
  if (renewed === 0) {
    engine.until = { monotonic: 0, wall: 0 }
    return false
  }
  alive(engine, monotonic, wall)
  return true
}

function alive(engine: Engine, monotonic: number, wall: number): void {
  const lasts = LEASE_MS - MARGIN_MS
  engine.until = { monotonic: monotonic + lasts, wall: wall + lasts }
}

/** `as`: what this process was called when the work began. Once it was taken for dead, its new life is not that work's. */
function mayStillSend({ executorId, until, stopped }: Engine, as: string): void {
  if (stopped || executorId !== as || performance.now() > until.monotonic || Date.now() > until.wall)
    throw new AppError(
      'unavailable',
      'This process could not say in time that it is alive, so this was not sent. Whoever takes over tries it again.',
    )
}

/** Whether the error says that the work is another process' by now. It is never an outcome of the work. */
export const isNotOurs = (error: unknown) => error instanceof DBOSWorkflowConflictError

/** Queues again what processes have left whose lease is over. */
async function takeOver(jobs: Job[]): Promise<void> {
  while (await takeOverOne());
  for (const job of jobs) await tellGivenUp(job)
}

/** Within one transaction: cut off here, the dead process stays untaken for the next one. */
async function takeOverOne(): Promise<boolean> {
  const taken = await db().$transaction(async (tx) => {
    const [dead] = await tx.$queryRaw<{ id: string }[]>`
      UPDATE engine_process SET taken_at = clock_timestamp() WHERE executor_id = (
        SELECT executor_id FROM engine_process WHERE taken_at IS NULL AND expires_at < clock_timestamp()
        LIMIT 1 FOR UPDATE SKIP LOCKED
      ) RETURNING executor_id AS id`
    if (dead) await DBOSExecutor.globalInstance!.recoverPendingWorkflows([dead.id])
    return dead
  })
  if (taken) log().info({ executorId: taken.id }, 'took over the work of a process that is gone')
  return taken !== undefined
}

/** Tells the job of stretches that ended in another way than their own, once each. */
async function tellGivenUp({ name, gaveUp }: Job): Promise<void> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT workflow_uuid AS id FROM dbos.workflow_status
     WHERE name = $1 AND application_name = $2 AND status IN ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED', 'CANCELLED')
     LIMIT 50`,
    [name, APPLICATION],
  )
  for (const { id: workflowId } of rows) {
    const [, id, stretch] = /^[^:]+:(.+):(\d+)$/.exec(workflowId) ?? []
    if (id) await gaveUp(id, Number(stretch))
    await DBOS.deleteWorkflows([workflowId])
  }
}

/** Removes what ended a while ago: what people read of it is in the job's own tables. */
async function cleanUp(jobs: Job[]): Promise<void> {
  const names = jobs.map(({ name }) => name)
  for (;;) {
    const { rows } = await pool().query<{ id: string }>(
      `SELECT workflow_uuid AS id FROM dbos.workflow_status
       WHERE name = ANY($1) AND application_name = $2 AND status = 'SUCCESS' AND updated_at < $3 LIMIT 500`,
      [names, APPLICATION, Date.now() - KEPT_MS],
    )
    if (rows.length > 0) await DBOS.deleteWorkflows(rows.map(({ id }) => id))
    if (rows.length < 500) break
  }
  await db().engineProcess.deleteMany({ where: { takenAt: { lt: new Date(Date.now() - KEPT_MS) } } })
}

/** Whether any work of this job waits to be done, or is under way. */
export async function isBegun(
  tx: Pick<Prisma.TransactionClient, '$queryRaw'>,
  job: string,
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM dbos.workflow_status
    WHERE name = ${job} AND application_name = ${APPLICATION} AND status IN ('ENQUEUED', 'PENDING', 'DELAYED')
    LIMIT 1`
  return rows.length > 0
}

/** How many processes are alive, and what waits in the queues of the jobs. */
export type EngineState = {
  processes: { since: Date }[]
  queues: { name: string; waiting: number; running: number; delayed: number; oldestAt: Date | null }[]
}

export async function engineState(): Promise<EngineState> {
  const processes = await db().$queryRaw<{ since: Date }[]>`
    SELECT started_at AS since FROM engine_process
    WHERE taken_at IS NULL AND expires_at > clock_timestamp() ORDER BY started_at`
  const queues = await db().$queryRaw<
    { name: string; waiting: number; running: number; delayed: number; oldest: bigint | null }[]
  >`
    SELECT queue_name AS name,
      count(*) FILTER (WHERE status = 'ENQUEUED')::int AS waiting,
      count(*) FILTER (WHERE status = 'PENDING')::int AS running,
      count(*) FILTER (WHERE status = 'DELAYED')::int AS delayed,
      min(created_at) FILTER (WHERE status = 'ENQUEUED') AS oldest
    FROM dbos.workflow_status
    WHERE application_name = ${APPLICATION} AND status IN ('ENQUEUED', 'PENDING', 'DELAYED')
    GROUP BY queue_name ORDER BY queue_name`
  return {
    processes,
    queues: queues.map(({ oldest, ...queue }) => ({
      ...queue,
      oldestAt: oldest === null ? null : new Date(Number(oldest)),
    })),
  }
}
