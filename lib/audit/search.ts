import 'server-only'
import { AppError } from '@/lib/core/errors'
import { onConnection, pool, searchPool } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'

/** Reads within a search, all in one moment. Rows are as PostgreSQL gives them. */
export type Read = <Row>(query: Prisma.Sql) => Promise<Row[]>

/**
 * How a reading of the audit may use the database. `page`: as any part of a page. `search` and `export` look through much
 * of history: they share a few connections of their own, so that what they wait for is each other.
 */
export type Way = 'page' | 'search' | 'export'

const SECONDS: Record<Way, number> = { page: 10, search: 10, export: 60 }

/** Throws an AppError where it takes too long. */
export async function search<T>(way: Way, work: (read: Read) => Promise<T>): Promise<T> {
  const connected = (way === 'page' ? pool() : searchPool()).connect().catch(busy)
  return onConnection(async (client) => {
    // Bitmaps of millions of rows have room in 64 MB; compiling a query takes longer than running it.
    await client.query(
      `BEGIN READ ONLY; SET LOCAL statement_timeout = '${SECONDS[way]}s'; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off`,
    )
    const found = await work(async <Row>({ text, values }: Prisma.Sql) => {
      const { rows } = await client.query({ text, values: values as unknown[] })
      return rows as Row[]
    })
    await client.query('COMMIT')
    return found
  }, connected).catch((error: unknown) => {
    throw isTimeout(error) ? tooLong(way) : error
  })
}

function busy(error: unknown): never {
  // node-postgres has no code for it.
  if (!(error instanceof Error) || !error.message.includes('timeout exceeded')) throw error
  throw new AppError('unavailable', 'Other searches are running. Try again in a few seconds.')
}

// PostgreSQL's code for a query that was cancelled.
function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014'
}

function tooLong(way: Way): AppError {
  return new AppError(
    'unavailable',
    `This took longer than ${SECONDS[way]} seconds and was stopped to keep other pages working. Narrow it to some days, a person or an action, or type more of the name.`,
  )
}
