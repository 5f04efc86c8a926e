import 'server-only'
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { may, type Permission } from '@/lib/auth/permissions'
import { actorOf, currentStaff } from '@/lib/auth/session'
import { csv, MARK } from '@/lib/core/csv'
import { AppError, type ErrorCode } from '@/lib/core/errors'
import { logSecurity } from '@/lib/core/security-log'
import { toErrorView } from '@/lib/core/read'
import { streamed } from '@/lib/core/streaming'
import { brake } from './brake'
import { FOREIGN, isOurs } from './foreign'
import {
  recordAttempt,
  recordOutcome,
  type Attempt,
  type Closing,
  type Entry,
  type RecordedCall,
  type Target,
} from '@/lib/audit/record'
import type { Recorded, TargetType } from '@/lib/audit/remember'
import { recordRefusal } from '@/lib/audit/refusals'

/** The columns of a file by their headings. */
export type CsvColumns<Row> = Record<string, (row: Row) => string | number | null>

/** For whom rows are read, and what the reading tells of itself on the way, for the record. */
export type Report = {
  readonly caller: { work: 'export'; person: string }
  target?: Target
  calls?: readonly RecordedCall[]
}

/** Rows a batch at a time; returns whether they were all (a list that is longer than we are ready to read is cut). */
export type Batches<Row> = AsyncGenerator<Row[], boolean>

/** What an export reads and how it is written, made of its parameters. */
export type Plan<Row> = {
  /** What narrows it, as the record remembers it. */
  filter: Record<string, unknown>
  columns: CsvColumns<Row>
  /** For lists of which a selection can be asked for: by what the parameter `ids` names a row, in the filter's place. */
  idOf?: (row: Row) => string | null
  /**
   * Opens the reading, before the attempt is recorded; nothing is read until its first batch is asked for, and what reads
   * may not ask for the session (`streamed`). `all`: of a selection, so without the filter.
   */
  open: (report: Report, all: boolean) => Batches<Row> | Promise<Batches<Row>>
}

export type Params = Record<string, string | undefined>

type Definition<Row, Given> = {
  name: string
  label: string
  target: TargetType
  permission: Permission
  /** What the file is called, before the day. */
  file: string
  /** What it is of, as far as the parameters tell; the report completes it. */
  targetOf?: (params: Params) => Target
  /** Throws `invalid` where the parameters cannot be read. `given`: what the rooms above hand down. */
  plan: (params: Params, given: Given) => Plan<Row>
}

/** An export: an act that reads, and answers with a stream. */
export type Download<Row = unknown, Given = undefined> = Recorded & {
  kind: 'download'
  effect: 'read'
  longest: number
} & Pick<Definition<Row, Given>, 'permission' | 'file' | 'targetOf'> & {
    plan(params: Params, given: Given): Plan<Row>
  }

type Handed<Given> = Given extends undefined ? [] : [given: Given]

/** A slow reader takes its time. */
const LONGEST_MS = 60 * 60_000

export function defineDownload<Row, Given = undefined>(
  definition: Definition<Row, Given>,
): Download<Row, Given> {
  return { kind: 'download', effect: 'read', longest: LONGEST_MS, remember: REMEMBER, ...definition }
}

const REMEMBER = {
  request: z.object({ filter: z.record(z.string(), z.unknown()), ids: z.array(z.string()) }),
  after: z.object({ rows: z.number(), complete: z.boolean() }),
}

/** For an export of what is in an account. */
export const ofAccount = ({ accountId }: Params): Target => ({ id: accountId, accountId })

/**
 * Answers a POST of ours with a download; its parameters are those of the address and of the route. Next drops the
 * stream of whoever has gone by the time that it begins: then it is cancelled.
 */
export async function download<Row, Given>(
  request: Request,
  definition: Download<Row, Given>,
  route: Params = {},
  ...given: Handed<Given>
): Promise<Response> {
  if (!isOurs(request)) return new Response(`${FOREIGN}\n`, { status: 403 })
  const asked = Object.fromEntries(new URL(request.url).searchParams)
  const response = await exportCsv(definition, { ...asked, ...route }, ...given)
  // One that is being read is cancelled by its reader.
  const drop = () => void response.body?.cancel().catch(() => {})
  if (request.signal.aborted) drop()
  else request.signal.addEventListener('abort', drop, { once: true })
  return response
}

/** What an export reads of a list at most: a hundred calls of the 1,200 that everybody shares. */
export const EXPORT_CAP = 5000

/**
 * Answers a download as CSV, in a stream that holds one batch at a time. The export is an act: who may is asked first (a
 * refusal is recorded), its attempt is on record before anything is read, its outcome with the number of rows before the
 * last byte. The first batch is read before the answer begins, so that a fault has a status of its own.
 */
export async function exportCsv<Row, Given>(
  definition: Download<Row, Given>,
  { ids: selection, ...params }: Params,
  ...[given]: Handed<Given>
): Promise<Response> {
  const staff = await currentStaff()
  const { permission, file } = definition
  const actor = await actorOf(staff)
  if (!staff) {
    logSecurity({ event: 'signed_out', action: definition.name, address: actor.address })
    return refusal(401, 'You are signed out. Sign in and try again.')
  }
  const entry: Entry = {
    operationId: randomUUID(),
    requestId: randomUUID(),
    act: definition,
    actor,
    target: definition.targetOf?.(params),
  }
  const report: Report = { caller: { work: 'export', person: staff.id } }
  let attempt: Attempt | null = null
  try {
    if (!may(staff.role, permission)) {
      await recordRefusal(entry, { phase: 'denied', errorCode: 'denied' })
      return refusal(403, 'Your role does not allow this. Ask an administrator.')
    }
    const { filter, columns, idOf, open } = definition.plan(params, given as Given)
    const ids = idOf && selection !== undefined ? readIds(selection) : null
    entry.request = ids ? { ids: [...ids] } : { filter }
    await brake(entry)
    const rows = streamed(await open(report, ids !== null))
    const batches = ids ? selected(rows, ids, idOf!) : rows
    attempt = await recordAttempt(entry)
    const first = await batches.next()
    const day = new Date().toISOString().slice(0, 10)
    return new Response(streamOf(written(attempt, columns, first, batches, report)), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="tenantdesk-${file}-${day}.csv"`,
        // Nor compressed on the way, which takes longer than the reading and the writing.
        'cache-control': 'no-store, no-transform',
        'x-request-id': entry.requestId,
        // Under which the page asks what became of it (`exportOutcome`).
        'x-operation-id': entry.operationId,
      },
    })
  } catch (error) {
    const { code, message, retryAt } = toErrorView(error, entry.requestId)
    if (attempt)
      await recordOutcome(attempt, {
        phase: 'failed',
        errorCode: code,
        errorText: error instanceof AppError ? message : null,
        target: report.target,
        upstream: report.calls && [...report.calls],
      })
    else if (code === 'invalid') await recordRefusal(entry, { phase: 'denied', errorCode: code })
    return refusal(STATUS[code] ?? 503, `${message} Request ID: ${entry.requestId}.`, retryAt)
  }
}

/** The most that a selection holds: some pages of a table. */
const IDS_MAX = 200

/** For a cell that says yes, no, or nothing where it is not known. */
export const yesNo = (value: boolean | null) => (value === null ? null : value ? 'yes' : 'no')

// Nothing selected is no selection of everything.
function readIds(text: string): Set<string> {
  const ids = text.split(',')
  if (ids.length > IDS_MAX || ids.some((id) => !/^[\w-]{1,64}$/.test(id)))
    throw new AppError('invalid', 'This selection is not valid.')
  return new Set(ids)
}

/** Gives those of the rows that are selected, and stops when it has them. */
async function* selected<Row>(
  batches: Batches<Row>,
  ids: Set<string>,
  idOf: (row: Row) => string | null,
): Batches<Row> {
  for (let left = ids.size; left > 0;) {
    const { done, value } = await batches.next()
    if (done) return value
    const kept = value.filter((row) => ids.has(idOf(row) ?? ''))
    left -= kept.length
    if (kept.length > 0) yield kept
  }
  await batches.return(true)
  return true
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  invalid: 400,
  not_found: 404,
  denied: 403,
  throttled: 429,
  rate_limited: 429,
}

/** The file itself, a batch at a time as the browser takes it; whatever ends it, the outcome is recorded first. */
async function* written<Row>(
  attempt: Attempt,
  columns: CsvColumns<Row>,
  first: IteratorResult<Row[], boolean>,
  batches: Batches<Row>,
  report: Report,
) {
  const bytes = new TextEncoder()
  const cells = Object.values(columns)
  let closing: Closing = { phase: 'failed', errorText: 'The download was interrupted.' }
  let rows = 0
  let complete = false
  try {
    yield bytes.encode(MARK + csv([Object.keys(columns)]))
    for (let next = first; ; next = await batches.next()) {
      if (next.done) {
        complete = next.value
        break
      }
      const lines = csv(next.value.map((row) => cells.map((cell) => cell(row))))
      rows += next.value.length
      yield bytes.encode(lines)
    }
    if (!complete) yield bytes.encode(csv([[`Not complete: only the first ${rows} could be listed.`]]))
    closing = { phase: 'succeeded' }
  } catch (error) {
    const { code, message } = toErrorView(error, attempt.requestId)
    closing = {
      phase: 'failed',
      errorCode: code,
      errorText: error instanceof AppError ? message : null,
    }
    const broken = `Not complete: the export stopped after ${rows} rows. ${message} Request ID: ${attempt.requestId}.`
    yield bytes.encode(csv([[broken]]))
    // And not only so: whoever takes the file without reading it sees the transfer fail.
    throw error
  } finally {
    await batches.return(false)
    await recordOutcome(attempt, {
      ...closing,
      target: report.target,
      after: { rows, ...(closing.phase === 'succeeded' && { complete }) },
      upstream: report.calls && [...report.calls],
    })
  }
}

function streamOf(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream {
  const pull = async (controller: ReadableStreamDefaultController) => {
    const { done, value } = await chunks.next()
    if (done) controller.close()
    else controller.enqueue(value)
  }
  return new ReadableStream(
    {
      // The first chunk at once: a generator that has not begun ends without its `finally`, which records the outcome.
      start: pull,
      pull,
      cancel: async () => void (await chunks.return(undefined)),
    },
    { highWaterMark: 0 },
  )
}

function refusal(status: number, message: string, retryAt: number | null = null): Response {
  const seconds = retryAt && Math.max(0, Math.ceil((retryAt - Date.now()) / 1000))
  return new Response(`${message}\n`, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...(seconds !== null && { 'retry-after': String(seconds) }),
    },
  })
}
