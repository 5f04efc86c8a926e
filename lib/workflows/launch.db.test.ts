import { randomUUID } from 'node:crypto'
import { DBOS } from '@dbos-inc/dbos-sdk'
import { afterEach, expect, it, vi } from 'vitest'
import { db } from '@/lib/db/client'
import { begin, startEngine, stopEngine, type Job } from './engine'

const done: string[] = []
const job: Job = {
  name: 'note',
  atOnce: 1,
  work: async (id) => (done.push(id), false),
  gaveUp: async () => {},
}
afterEach(stopEngine)

it.each(['launch', 'registerQueue'] as const)(
  'works all the same where its first start breaks off in the middle (%s)',
  async (part) => {
    vi.spyOn(DBOS, part).mockRejectedValueOnce(new Error('the database went away'))
    await startEngine([job])
    const id = randomUUID()
    await db().$transaction((tx) => begin(tx, job.name, { id, stretch: 1 }))
    await vi.waitFor(() => expect(done).toContain(id), { timeout: 10_000 })
  },
)
