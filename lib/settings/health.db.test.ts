import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/db/client'
import { health } from './health'

beforeEach(() => db().engineProcess.deleteMany())

const lease = (seconds: number, takenAt: Date | null = null) =>
  db().engineProcess.create({
    data: { executorId: randomUUID(), expiresAt: new Date(Date.now() + seconds * 1000), takenAt },
  })

describe('the health of this installation', () => {
  it('knows of the engine by the leases of its processes, and serves without it', async () => {
    await lease(-5)
    await lease(60, new Date())
    expect(await health()).toEqual({
      status: 'ok',
      parts: { database: 'ok', engine: 'down', upstream: 'live' },
    })
    await lease(60)
    expect(await health()).toMatchObject({ status: 'ok', parts: { engine: 'ok' } })
  })

  it('tells that the database is away', async () => {
    const away = vi.spyOn(db(), '$queryRaw').mockRejectedValue(new Error('connection refused'))
    expect(await health()).toMatchObject({
      status: 'unavailable',
      parts: { database: 'down', engine: 'down' },
    })
    away.mockRestore()
  })
})
