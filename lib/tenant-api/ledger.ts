import 'server-only'
import type { Pool } from 'pg'

/**
 * Calls of one kind in one slot of time, and until when they count (epoch milliseconds). In the slot NOTE stands what is
 * known of the whole: `others`, what is spent elsewhere of the same allowance, and `blocked`, that upstream refuses
 * everything.
 */
export type Entry = { slot: number; work: string; calls: number; until: number }

export const NOTE = -1

/** Where the calls of the latest five minutes are kept: in the database for all processes, or in memory for one. */
export type Ledger = {
  add(entry: Entry): Promise<void>
  /** Instead of what was noted before. */
  note(entry: Entry): Promise<void>
  /** All that counts still. What was added before by anybody, this process included, is among it. */
  read(): Promise<Entry[]>
}

export function sharedLedger(pool: Pool): Ledger {
  const insert = (set: string) => `
    INSERT INTO upstream_call AS kept (slot, work, calls, until) VALUES ($1, $2, $3, $4)
    ON CONFLICT (slot, work) DO UPDATE SET ${set}`
  const values = ({ slot, work, calls, until }: Entry) => [slot, work, calls, until]
  return {
    async add(entry) {
      await pool.query({
        name: 'add',
        text: insert('calls = kept.calls + excluded.calls'),
        values: values(entry),
      })
    },
    async note(entry) {
      await pool.query({
        name: 'note',
        text: insert('calls = excluded.calls, until = excluded.until'),
        values: values(entry),
      })
    },
    async read() {
      const { rows } = await pool.query<{ slot: string; work: string; calls: number; until: string }>({
        name: 'read',
        text: 'SELECT slot, work, calls, until FROM upstream_call WHERE until > $1',
        values: [Date.now()],
      })
      return rows.map((row) => ({ ...row, slot: Number(row.slot), until: Number(row.until) }))
    },
  }
}

export function ownLedger(): Ledger {
  const entries = new Map<string, Entry>()
  const put = (entry: Entry, before = 0) =>
    entries.set(`${entry.slot}:${entry.work}`, { ...entry, calls: before + entry.calls })
  return {
    async add(entry) {
      put(entry, entries.get(`${entry.slot}:${entry.work}`)?.calls)
    },
    async note(entry) {
      put(entry)
    },
    async read() {
      for (const [key, { until }] of entries) if (until <= Date.now()) entries.delete(key)
      return [...entries.values()]
    },
  }
}
