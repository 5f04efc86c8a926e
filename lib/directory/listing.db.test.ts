import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { onSighting } from '@/lib/tenant-api/sightings'
import { keepSighting } from './keeping'

/** An upstream whose lists of accounts are not what they should be. */
const how = { lists: 'well' as 'well' | 'empty' | 'endless' }
let pages = 0

const idOf = (nth: number) => nth.toString(16).padStart(32, 'a')
const rows = Array.from({ length: 120 }, (_, nth) => ({ id: idOf(nth), name: `Account ${nth}` }))

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://upstream')
  const path = pathname.replace('/client/v4', '')
  const [page, size] = [Number(searchParams.get('page')), Number(searchParams.get('per_page'))]
  let result: unknown[] = []
  if (path === '/user/tenants')
    result = [{ tenant_tag: 'T', tenant_units: [{ unit_tag: 'u', unit_name: 'Unit' }] }]
  else {
    pages++
    if (how.lists === 'well') result = rows.slice((page - 1) * size, page * size)
    // Full pages without end, each of which begins with another row.
    if (how.lists === 'endless')
      result = Array.from({ length: size }, (_, nth) => rows[(page * 7 + nth) % rows.length]!)
  }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ success: true, errors: [], result }))
})

const { listSome } = await import('./listing')
const { forgetOwned } = await import('@/lib/tenants/ownership')

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.env.CLOUDFLARE_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`
  onSighting(keepSighting)
})
afterAll(() => {
  onSighting(undefined)
  server.closeAllConnections()
  server.close()
})
beforeEach(async () => {
  how.lists = 'well'
  pages = 0
  await db().directoryPass.deleteMany()
  await db().directoryAccount.deleteMany()
  await db().upstreamCall.deleteMany()
  forgetOwned()
})

async function listAll() {
  const last = await db().directoryPass.findFirst({ orderBy: { number: 'desc' } })
  const { number } = await db().directoryPass.create({ data: { number: (last?.number ?? 0) + 1 } })
  const turn = { mayStillSend: () => {}, stillOwns: async () => {} }
  for (;;) {
    const pass = await db().directoryPass.findUniqueOrThrow({ where: { number } })
    if (pass.listedAt) return pass
    expect(await listSome(pass, turn)).toBeNull()
  }
}

it('lists every account and says that it did', async () => {
  expect(await listAll()).toMatchObject({ whole: true })
  expect(await db().directoryAccount.count({ where: { tenantId: 'T' } })).toBe(rows.length)
})

it('does not believe a list that is empty where there were accounts', async () => {
  await listAll()
  how.lists = 'empty'
  expect(await listAll()).toMatchObject({ whole: false })
  // Nobody is sent to look whether they are gone.
  expect(await db().directoryAccount.count({ where: { dueAt: new Date(0) } })).toBe(0)
})

it('ends a list that never ends, and does not take it for whole', async () => {
  how.lists = 'endless'
  expect(await listAll()).toMatchObject({ whole: false })
  expect(pages).toBeLessThan(60)
})
