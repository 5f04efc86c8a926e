import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Plan } from './faults'

/** A call that stands in for its process. */
export type Struck = { run: number; plan: Plan; worker: number }

/**
 * Stands between one worker and the upstream, whichever it is, and strikes one call of each run. Which run a call is of
 * it knows by the customer's name, and by the ids that upstream has given.
 */
export class Proxy {
  private constructor(
    readonly url: string,
    private readonly close: () => void,
  ) {}

  static async start(worker: number, upstream: string, shared: Shared): Promise<Proxy> {
    const server = createServer((asked, answer) => {
      void handle(worker, upstream, shared, asked, answer).catch(() => answer.destroy())
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const { port } = server.address() as AddressInfo
    const { pathname } = new URL(upstream)
    return new Proxy(`http://127.0.0.1:${port}${pathname}`, () => server.close())
  }

  stop(): void {
    this.close()
  }
}

/** What all proxies know together. */
export type Shared = {
  plans: Plan[]
  /** How many calls each run has made. */
  counts: number[]
  struck: Set<number>
  /** Ids of accounts and zones, and the run that they were made by. */
  ids: Map<string, number>
  /** Called while the call is held, which goes on once it returns. */
  strike: (struck: Struck) => Promise<void>
  changes: { run: number; method: string; path: string; done: boolean }[]
}

const NAME = /Chaos (\d+)\b|chaos-(\d+)-/

async function handle(
  worker: number,
  upstream: string,
  shared: Shared,
  asked: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of asked) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const path = decodeURIComponent(asked.url!.replaceAll('+', ' '))
  const run = runOf(shared, `${path}\n${body.toString()}`)
  const write = asked.method !== 'GET'
  const plan = run === null ? undefined : shared.plans[run]
  const strikes =
    run !== null &&
    plan &&
    plan.kind !== 'none' &&
    !shared.struck.has(run) &&
    ++shared.counts[run]! >= plan.call
  if (run !== null && strikes) shared.struck.add(run)
  const kind = strikes ? plan.kind : 'none'
  const forward = () => send(upstream, asked, body)
  const note = (done: boolean) =>
    run !== null && write && shared.changes.push({ run, method: asked.method!, path, done })

  switch (kind) {
    case 'reset':
      note(false)
      return void asked.socket.resetAndDestroy()
    case 'hang':
      note(false)
      // The client gives up first.
      return void setTimeout(() => asked.socket.destroy(), 60_000).unref()
    case 'refused500':
      note(false)
      return json(answer, 500, { success: false, errors: [{ code: 10000, message: 'internal error' }] })
    case 'html502':
      note(false)
      answer.writeHead(502, { 'content-type': 'text/html' })
      return void answer.end('<html><h1>502 Bad Gateway</h1></html>')
    case 'limit429':
      note(false)
      answer.setHeader('retry-after', '1')
      return json(answer, 429, { success: false, errors: [{ code: 971, message: 'rate limited' }] })
  }
  const [response] = await Promise.all([
    forward(),
    kind !== 'none' && ['killed', 'frozen', 'database', 'stopped', 'stoppedAndKilled'].includes(kind)
      ? shared.strike({ run: run!, plan: plan!, worker })
      : null,
  ])
  note(response.status < 400)
  if (run !== null && response.status < 400)
    for (const [, id] of response.body.toString().matchAll(/"id":\s*"([0-9a-f]{32})"/g))
      if (write && !shared.ids.has(id!)) shared.ids.set(id!, run)
  if (kind === 'lost') return void asked.socket.destroy()
  answer.writeHead(response.status, response.headers)
  if (kind === 'truncated') {
    answer.write(response.body.subarray(0, Math.floor(response.body.length / 2)))
    return void setTimeout(() => asked.socket.destroy(), 20)
  }
  answer.end(response.body)
}

function runOf({ ids }: Shared, text: string): number | null {
  const [, name, domain] = NAME.exec(text) ?? []
  if (name ?? domain) return Number(name ?? domain)
  for (const [id] of text.matchAll(/\b[0-9a-f]{32}\b/g)) {
    const run = ids.get(id)
    if (run !== undefined) return run
  }
  return null
}

function send(upstream: string, asked: IncomingMessage, body: Buffer) {
  const { origin, protocol } = new URL(upstream)
  const { host: _, 'accept-encoding': __, ...headers } = asked.headers
  return new Promise<{ status: number; headers: Record<string, string>; body: Buffer }>((resolve, reject) => {
    const go = protocol === 'https:' ? secureRequest : request
    const outgoing = go(`${origin}${asked.url}`, { method: asked.method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const kept = Object.entries(response.headers).flatMap(([name, value]) =>
          ['transfer-encoding', 'connection', 'content-length', 'keep-alive'].includes(name)
            ? []
            : [[name, String(value)]],
        )
        const whole = Buffer.concat(chunks)
        const length = { 'content-length': String(whole.length) }
        resolve({
          status: response.statusCode!,
          headers: { ...(Object.fromEntries(kept) as Record<string, string>), ...length },
          body: whole,
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function json(answer: ServerResponse, status: number, body: object): void {
  answer.writeHead(status, { 'content-type': 'application/json' })
  answer.end(JSON.stringify({ result: null, messages: [], ...body }))
}
