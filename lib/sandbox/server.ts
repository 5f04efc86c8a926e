/**
 * A simulated Tenant API: a strict, stateful server that answers like Cloudflare's. It imports nothing of the product
 * and the product imports nothing of it; they communicate over HTTP. Facts: docs/tenant-api.md.
 */
import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { accounts } from './accounts'
import { auditLog, record } from './audit-log'
import { type Credentials, identify, permit } from './auth'
import { Budget } from './budget'
import { controlApi } from './control'
import { dnsSettings } from './dns-settings'
import { entitlements } from './entitlements'
import { Calls, type Fault, Faults } from './faults'
import { iam } from './iam'
import { members } from './members'
import { memberships } from './memberships'
import { organizations } from './organizations'
import { buildSeed, SEED } from './seed'
import { services } from './services'
import { Store } from './state'
import { subscriptions } from './subscriptions'
import { tenants } from './tenants'
import { tokens } from './tokens'
import { users } from './users'
import { type Ctx, type Env, type Method, notFound, ok, Refusal, type Route } from './wire'
import { zones } from './zones'

const BASE = '/client/v4'
const COLO = 'LHR'

const ROUTES: Route[] = [
  ...tenants,
  ...accounts,
  ...services,
  ...members,
  ...zones,
  ...subscriptions,
  ...iam,
  ...tokens,
  ...users,
  ...auditLog,
  ...memberships,
  ...organizations,
  ...entitlements,
  ...dnsSettings,
]

/** Starts the sandbox on loopback. `port` 0 means any. Rejects when the port is taken. */
export async function startSandbox(options: {
  host?: string
  port?: number
  dataDir: string
  credentials: Credentials
}): Promise<{ baseUrl: string; controlUrl: string; close(): Promise<void> }> {
  const { host = '127.0.0.1', port = 0, dataDir, credentials } = options
  if (!['127.0.0.1', '::1', 'localhost'].includes(host))
    throw new Error('The sandbox listens on loopback only.')
  const store = await Store.open(dataDir, () => buildSeed(new Date()))
  const app = buildApp(store, credentials)
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
  return {
    baseUrl: `${origin}${BASE}`,
    controlUrl: `${origin}/__sandbox`,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await store.settle()
    },
  }
}

function buildApp(store: Store, credentials: Credentials): Hono<Env> {
  const app = new Hono<Env>({ strict: false })
  const parts = { faults: new Faults(), calls: new Calls(), budget: new Budget() }
  app.route('/__sandbox', controlApi(store, parts))

  app.use(`${BASE}/*`, async (c, next) => {
    const ray = randomBytes(8).toString('hex')
    c.set('store', store)
    c.set('ray', ray)
    c.set('me', { id: SEED.me, email: credentials.email })
    c.header('cf-ray', `${ray}-${COLO}`)
    rateHeaders(c, store.state.settings.budget.limit, 0)
    const started = performance.now()
    const path = c.req.path.slice(BASE.length)
    const call = parts.calls.add(c.req.raw, path, await c.req.text(), `${ray}-${COLO}`)
    const fault = parts.faults.take(c.req.method, path)
    if (fault) call.fault = fault.kind
    const { latencyMs } = store.state.settings
    if (latencyMs > 0) await wait(latencyMs)
    const answer = await faulty(c, fault, async () => {
      await next()
      return c.res
    })
    call.status = answer === RESPONSE_ALREADY_SENT ? null : answer.status
    call.ms = Math.round(performance.now() - started)
    // Once an answer stands, Hono keeps it unless told to drop it.
    if (answer !== c.res) c.res = undefined
    c.res = answer
  })

  app.use(`${BASE}/*`, async (c, next) => {
    const path = c.req.path.slice(BASE.length)
    const who = identify(c.req.raw.headers, path, credentials, store.state, SEED.me, addressOf(c))
    c.set('who', who)
    const { left, reset, retryAfter } = parts.budget.spend(who.id, store.state.settings.budget)
    rateHeaders(c, left, reset)
    if (retryAfter !== undefined) {
      c.header('retry-after', String(retryAfter))
      throw new Refusal(429, 10100, 'Rate limited. Please wait and consider throttling your request speed')
    }
    await next()
  })

  for (const route of ROUTES) {
    for (const [method, handler] of Object.entries(route.on)) {
      app.on(method, BASE + route.path, async (c) => {
        c.set('route', route)
        permit(c.var.who, route, method as Method, store.state.settings)
        checkContentType(c, await c.req.text())
        const answer = await answerOf(c, handler)
        if (method !== 'GET') {
          await record(c, route, answer)
          await store.save()
        }
        return answer
      })
    }
    const allowed = Object.keys(route.on) as Method[]
    app.all(BASE + route.path, (c) => {
      c.header('allow', allowed.join(', '))
      throw new Refusal(405, route.wrongMethod ?? 7001, `Method ${c.req.method} not available for that URI.`)
    })
  }

  app.notFound((c) =>
    c.req.path.startsWith(BASE) ? notFound(c.req.path, 400).toResponse(c) : c.text('Not found', 404),
  )
  app.onError((error, c) => refuse(c, error))
  return app
}

/** Where a call comes from: IPv4 in its own spelling. */
function addressOf(c: Ctx): string {
  const { clientAddress } = c.var.store.state.settings
  return clientAddress ?? (c.env.incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
}

async function answerOf(c: Ctx, handler: (c: Ctx) => Response | Promise<Response>): Promise<Response> {
  try {
    return await handler(c)
  } catch (error) {
    return refuse(c, error)
  }
}

function refuse(c: Ctx, error: unknown): Response {
  if (error instanceof Refusal) return error.toResponse(c)
  console.error('sandbox:', error)
  return new Refusal(500, 10013, 'The server encountered an internal error').toResponse(c)
}

function rateHeaders(c: Ctx, left: number, reset: number): void {
  const { limit, windowSeconds } = c.var.store.state.settings.budget
  c.header('ratelimit', `"default";r=${left};t=${reset}`)
  c.header('ratelimit-policy', `"default";q=${limit};w=${windowSeconds}`)
}

function checkContentType(c: Ctx, text: string): void {
  if (text === '' || /^application\/json\b/i.test(c.req.header('content-type') ?? '')) return
  const chain = [{ code: 6105, message: 'Invalid Content-Type header, valid values are application/json' }]
  throw new Refusal(400, 6003, 'Invalid request headers', { chain })
}

/** Answers a call, with a fault where one waits. */
async function faulty(c: Ctx, fault: Fault | undefined, process: () => Promise<Response>): Promise<Response> {
  const { incoming, outgoing } = c.env
  switch (fault?.kind) {
    case 'status':
      return new Refusal(
        (fault.status ?? 500) as ContentfulStatusCode,
        fault.code ?? 10013,
        fault.message ?? 'The server encountered an internal error. Please try again.',
      ).toResponse(c)
    case 'rate_limit':
      c.header('retry-after', String(fault.retryAfter ?? 300))
      rateHeaders(c, 0, fault.retryAfter ?? 300)
      return new Refusal(429, fault.code ?? 10100, fault.message ?? 'Rate limited').toResponse(c)
    case 'html':
      return c.html(BAD_GATEWAY, (fault.status ?? 502) as ContentfulStatusCode)
    // A success without a result.
    case 'null':
      return ok(c, null)
    case 'hang':
      await new Promise((resolve) => outgoing.once('close', resolve))
      return RESPONSE_ALREADY_SENT
    case 'slow':
      await wait(fault.ms ?? 1000)
      return process()
    case 'reset':
      incoming.socket.resetAndDestroy()
      return RESPONSE_ALREADY_SENT
    case 'lose_reply':
      await process()
      incoming.socket.destroy()
      return RESPONSE_ALREADY_SENT
    case 'truncate': {
      const answer = await process()
      const text = await answer.text()
      return new Response(text.slice(0, Math.floor(text.length / 2)), {
        headers: new Headers(answer.headers),
      })
    }
    default:
      return process()
  }
}

const BAD_GATEWAY = `<!DOCTYPE html>
<html><head><title>api.cloudflare.com | 502: Bad gateway</title></head>
<body><h1>Bad gateway</h1><p>Error code 502</p></body></html>
`
