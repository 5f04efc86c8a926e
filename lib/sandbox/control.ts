/** The control API under /__sandbox: faults, calls, settings, reset. Loopback only, no credentials. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { Budget } from './budget'
import { type Calls, FaultRequest, type Faults } from './faults'
import { Settings } from './settings'
import type { Store } from './state'
import { setStatus } from './zones'

const LOOPBACK = /^(127(\.\d+){3}|localhost|\[::1\])(:\d+)?$/i

export function controlApi(store: Store, parts: { faults: Faults; calls: Calls; budget: Budget }): Hono {
  const { faults, calls, budget } = parts
  const api = new Hono()

  // Not for pages in a browser on the same machine, nor for a host name that points to loopback.
  api.use(async (c, next) => {
    if (c.req.header('origin') !== undefined || !LOOPBACK.test(c.req.header('host') ?? '')) {
      return c.json({ error: 'The control API answers programs on this machine only.' }, 403)
    }
    await next()
  })
  api.onError((error, c) => {
    const wrong = error instanceof z.ZodError || error instanceof SyntaxError
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : error.message
    return c.json({ error: problem }, wrong ? 400 : 500)
  })
  api.notFound((c) => c.json({ error: 'No such control.' }, 404))

  api.get('/faults', (c) => c.json(faults.list()))
  api.post('/faults', async (c) => {
    faults.add(FaultRequest.parse(await c.req.json()))
    return c.json(faults.list(), 201)
  })
  api.delete('/faults', (c) => {
    faults.clear()
    return c.body(null, 204)
  })

  api.get('/calls', (c) => c.json(calls.list()))
  api.delete('/calls', (c) => {
    calls.clear()
    return c.body(null, 204)
  })

  api.get('/settings', (c) => c.json(store.state.settings))
  api.put('/settings', async (c) => {
    Object.assign(store.state.settings, Settings.partial().parse(await c.req.json()))
    budget.clear()
    await store.save()
    return c.json(store.state.settings)
  })

  api.post('/reset', async (c) => {
    faults.clear()
    calls.clear()
    budget.clear()
    await store.startOver()
    return c.body(null, 204)
  })

  api.post('/zones/:id/status', async (c) => {
    const { status } = z
      .strictObject({ status: z.enum(['initializing', 'pending', 'active', 'moved']) })
      .parse(await c.req.json())
    const zone = store.state.zones.find((row) => row.id === c.req.param('id'))
    if (!zone) return c.json({ error: 'No such zone.' }, 404)
    setStatus(zone, status)
    await store.save()
    return c.json(zone)
  })

  api.get('/state', (c) => {
    const counts = Object.entries(store.state).flatMap(([name, rows]) =>
      Array.isArray(rows) ? [[name, rows.length]] : [],
    )
    return c.json({ counts: Object.fromEntries(counts), ...store.state, log: store.log })
  })

  return api
}
