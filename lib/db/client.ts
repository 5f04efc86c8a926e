import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import { Pool, type PoolConfig } from 'pg'
import { env } from '@/lib/env'
import { PrismaClient } from './generated/client'

// Kept on globalThis because hot reload evaluates this module again, and each pool holds connections.
const kept = globalThis as typeof globalThis & {
  tenantdeskDb?: PrismaClient
  tenantdeskPool?: Pool
  tenantdeskSearchPool?: Pool
}

/** Returns the process's one pool of connections, for the libraries that speak to PostgreSQL themselves. */
export function pool(): Pool {
  kept.tenantdeskPool ??= poolOf({ connectionTimeoutMillis: 5_000 })
  return kept.tenantdeskPool
}

/** Returns the few connections of what looks through much of the audit, for which no page waits. */
export function searchPool(): Pool {
  kept.tenantdeskSearchPool ??= poolOf({ max: 3, connectionTimeoutMillis: 10_000 })
  return kept.tenantdeskSearchPool
}

/** Returns the process's one database client, on that pool, connected at its first query. */
export function db(): PrismaClient {
  kept.tenantdeskDb ??= new PrismaClient({ adapter: new PrismaPg(pool()) })
  return kept.tenantdeskDb
}

function poolOf(limits: PoolConfig): Pool {
  // Without a listener, a connection that breaks while idle would end the process; the next query gets a new one.
  return new Pool({ connectionString: env().DATABASE_URL, ...limits }).on('error', () => {})
}
