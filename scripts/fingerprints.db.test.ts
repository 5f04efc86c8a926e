import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { db, pool } from '@/lib/db/client'
import { parseSettings } from '@/lib/env'
import { readSecrets } from './data-dir'
import { requireAlike, sharedOf } from './fingerprints'
import { rotate } from './rotation'

const folders = [1, 2].map(() => mkdtempSync(path.join(tmpdir(), 'tenantdesk-')))
const [first, second] = folders.map(readSecrets)
const LIVE = { CLOUDFLARE_EMAIL: 'Partner@example.com', CLOUDFLARE_API_KEY: 'a'.repeat(37) }
const url = process.env.DATABASE_URL!

const start = (secrets = first!, source: Record<string, string> = {}) =>
  requireAlike(pool(), sharedOf(parseSettings(source), secrets))

beforeEach(() => db().setting.deleteMany())
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

test('who comes first says what is alike, and the database tells nobody what that is', async () => {
  await Promise.all([start(), start()])
  await start()
  const kept = JSON.stringify(await db().setting.findMany())
  for (const secret of [
    first!.nextAuth,
    first!.serverActions,
    first!.dataKey,
    first!.sandbox.apiKey,
    first!.sandbox.email,
  ])
    expect(kept).not.toContain(secret)
})

test('another with a DATA_DIR of its own is refused, and told what to copy', async () => {
  await start()
  const refusal = await start(second).catch((error: Error) => error.message)
  expect(refusal).toMatch(/^NEXTAUTH_SECRET is not the one .*"nextAuth" in its DATA_DIR\/secrets\.json/m)
  expect(refusal).toMatch(/^NEXT_SERVER_ACTIONS_ENCRYPTION_KEY is not the one .*"serverActions"/m)
  expect(refusal).toMatch(/^DATA_KEY is missing, or is not the one .*"dataKey" .*npm run rotate DATA_KEY\.$/m)
  expect(refusal).toMatch(/^This database is used with another upstream/m)
  for (const { nextAuth, serverActions, dataKey } of [first!, second!]) {
    expect(refusal).not.toContain(dataKey)
    expect(refusal).not.toContain(nextAuth)
    expect(refusal).not.toContain(serverActions)
  }
  await start(second, {
    NEXTAUTH_SECRET: first!.nextAuth,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: first!.serverActions,
    DATA_KEY: first!.dataKey,
    CLOUDFLARE_EMAIL: first!.sandbox.email,
    CLOUDFLARE_API_KEY: first!.sandbox.apiKey,
    CLOUDFLARE_BASE_URL: 'http://127.0.0.1:9/client/v4',
  })
})

test('an upstream is the same with another key, and another with another user or address', async () => {
  await start(first, LIVE)
  await start(first, { ...LIVE, CLOUDFLARE_EMAIL: 'partner@example.com', CLOUDFLARE_API_KEY: 'b'.repeat(37) })
  await start(first, { ...LIVE, CLOUDFLARE_BASE_URL: 'https://api.cloudflare.com/client/v4/' })
  for (const other of [
    {},
    { ...LIVE, CLOUDFLARE_EMAIL: 'other@example.com' },
    { ...LIVE, CLOUDFLARE_BASE_URL: 'https://api.example.com' },
  ])
    await expect(start(first, other)).rejects.toThrow(/another upstream/)
})

test('a secret is replaced on purpose, on record, and ends what it must', async () => {
  await start()
  const staff = await db().staff.create({
    data: { email: `${randomUUID()}@example.com`, name: 'A', role: 'admin' },
  })
  const expiresAt = new Date(Date.now() + 60_000)
  await db().staffSession.create({ data: { staffId: staff.id, expiresAt } })
  const renewed = { ...first!, nextAuth: second!.nextAuth }

  await rotate(url, 'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY', first!.serverActions)
  expect(await rotate(url, 'NEXTAUTH_SECRET', renewed.nextAuth)).toMatchObject({ ended: 1 })
  await start(renewed)
  await expect(start()).rejects.toThrow(/^NEXTAUTH_SECRET/)
  expect(await db().staffSession.count({ where: { endedAt: null } })).toBe(0)
  const rows = await db().auditEvent.findMany({ orderBy: { seq: 'asc' } })
  expect(rows).toMatchObject([
    { action: 'installation.rotate', targetName: 'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY', actorRole: 'system' },
    { action: 'installation.rotate', targetName: 'NEXTAUTH_SECRET', after: { ended: 1 } },
  ])
  expect(JSON.stringify(rows, (_, value) => String(value))).not.toContain(renewed.nextAuth)
})
