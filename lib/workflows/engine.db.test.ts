import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/db/client'
import { begin, engineState, persistent, startEngine, stopEngine, type Turn } from './engine'

const done: string[] = []
let work: (id: string, stretch: number, turn: Turn) => Promise<boolean>
const gaveUp = vi.fn(async () => {})

beforeAll(async () => {
  await startEngine([{ name: 'count', atOnce: 4, work: (...asked) => work(...asked), gaveUp }])
})
afterAll(stopEngine)

const queue = (id: string, stretch = 1, at?: Date) =>
  db().$transaction((tx) => begin(tx, 'count', { id, stretch, at }))

describe('a stretch of work', () => {
  it('is done piece by piece, within a second, once however often it is queued', async () => {
    const id = randomUUID()
    const pieces: number[] = []
    work = async (of, stretch, turn) => {
      if (of !== id) return false
      turn.mayStillSend()
      await turn.stillOwns()
      pieces.push(stretch)
      return pieces.length < 3
    }
    await Promise.all([queue(id), queue(id)])
    await vi.waitFor(() => expect(pieces).toEqual([1, 1, 1]), { timeout: 3_000 })
    await queue(id)
    await queue(id, 2)
    await vi.waitFor(() => expect(pieces).toEqual([1, 1, 1, 2]), { timeout: 3_000 })
  })

  it('is not queued where the transaction that makes it due is undone', async () => {
    const id = randomUUID()
    work = async (of) => (done.push(of), false)
    await expect(
      db().$transaction(async (tx) => {
        await begin(tx, 'count', { id, stretch: 1 })
        throw new Error('undone')
      }),
    ).rejects.toThrow('undone')
    const other = randomUUID()
    await queue(other)
    await vi.waitFor(() => expect(done).toContain(other), { timeout: 3_000 })
    expect(done).not.toContain(id)
  })

  it('waits for its moment without being worked at', async () => {
    const id = randomUUID()
    work = async (of) => (done.push(of), false)
    await queue(id, 1, new Date(Date.now() + 2_000))
    await vi.waitFor(async () =>
      expect((await engineState()).queues).toMatchObject([{ name: 'count', delayed: 1, running: 0 }]),
    )
    expect(done).not.toContain(id)
    await vi.waitFor(() => expect(done).toContain(id), { timeout: 8_000 })
  })

  it('that is to be persistent is begun again where it throws', async () => {
    let times = 0
    const persisting = persistent(async () => {
      if (++times < 3) throw new Error('the database is away')
      return true
    })
    expect(await persisting(randomUUID(), 1, null!)).toBe(true)
    expect(times).toBe(3)
  })

  // As it thaws: what it was at is another's, though it lives again under another name.
  it('sends nothing in a life of its process that began after it', async () => {
    const id = randomUUID()
    const turns: Turn[] = []
    let end = () => {}
    const ended = new Promise<void>((resolve) => (end = resolve))
    work = async (of, _, turn) => {
      if (of !== id) return false
      turns.push(turn)
      if (turns.length === 1) await ended
      return false
    }
    await queue(id)
    await vi.waitFor(() => expect(turns).toHaveLength(1), { timeout: 3_000 })
    await db().engineProcess.updateMany({ data: { takenAt: new Date() } })
    await vi.waitFor(() => expect(turns).toHaveLength(2), { timeout: 30_000 })
    expect(() => turns[1]!.mayStillSend()).not.toThrow()
    expect(() => turns[0]!.mayStillSend()).toThrow(/could not say in time/)
    end()
  }, 40_000)

  it('that throws is told to its job, once', async () => {
    const id = randomUUID()
    work = async () => {
      throw new Error('a bug')
    }
    await queue(id, 7)
    await vi.waitFor(() => expect(gaveUp).toHaveBeenCalledWith(id, 7), { timeout: 8_000 })
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect(gaveUp).toHaveBeenCalledTimes(1)
  })
})

it('counts this process among the living', async () => {
  expect((await engineState()).processes).toHaveLength(1)
})
