import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import { Pool, type PoolClient, type PoolConfig } from 'pg'
import { env } from '@/lib/env'
import { PrismaClient } from './generated/client'

// Kept on globalThis because hot reload evaluates this module again, and each pool holds connections.
const kept = globalThis as typeof globalThis & {
  tenantdeskDb?: PrismaClient
  tenantdeskPool?: Pool
  tenantdeskSearchPool?: Pool
}

/** A process that is frozen within a transaction holds up nobody for longer, in milliseconds. */
const LONGEST_MS = 30_000

/** Returns the process's one pool of connections, for the libraries that speak to PostgreSQL themselves. */
export function pool(): Pool {
  kept.tenantdeskPool ??= poolOf({
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: LONGEST_MS,
  })
  return kept.tenantdeskPool
}

/**
 * Works on one connection. Where that fails the connection is thrown away, whatever state it is in; one that breaks
 * meanwhile fails its next query, and not the process.
 */
export async function onConnection<T>(
  work: (client: PoolClient) => Promise<T>,
  of: Promise<PoolClient> = pool().connect(),
): Promise<T> {
  const client = await of
  client.on('error', ignore)
  try {
    const done = await work(client)
    client.release()
    return done
  } catch (error) {
    client.release(true)
    throw error
  } finally {
    client.off('error', ignore)
  }
}

const ignore = () => {}

/** Returns the few connections of what looks through much of the audit, for which no page waits. */
export function searchPool(): Pool {
  kept.tenantdeskSearchPool ??= poolOf({ max: 3, connectionTimeoutMillis: 10_000 })
  return kept.tenantdeskSearchPool
}

/** Returns the process's one database client, on that pool, connected at its first query. */
export function db(): PrismaClient {
  kept.tenantdeskDb ??= new PrismaClient({
    adapter: new PrismaPg(pool()),
    // An act on thousands of rows takes more than the five seconds that are usual.
    transactionOptions: { maxWait: 5_000, timeout: LONGEST_MS },
  })
  return kept.tenantdeskDb
}

function poolOf(limits: PoolConfig): Pool {
  // Without a listener, a connection that breaks while idle would end the process; the next query gets a new one.
  return new Pool({ connectionString: env().DATABASE_URL, ...limits }).on('error', () => {})
}
