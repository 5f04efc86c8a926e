import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import { env } from '@/lib/env'
import { PrismaClient } from './generated/client'

// Kept on globalThis because hot reload evaluates this module again, and each pool holds connections.
const kept = globalThis as typeof globalThis & { tenantdeskDb?: PrismaClient; tenantdeskPool?: Pool }

/** Returns the process's one pool of connections, for the libraries that speak to PostgreSQL themselves. */
export function pool(): Pool {
  // Without a listener, a connection that breaks while idle would end the process; the next query gets a new one.
  kept.tenantdeskPool ??= new Pool({
    connectionString: env().DATABASE_URL,
    connectionTimeoutMillis: 5_000,
  }).on('error', () => {})
  return kept.tenantdeskPool
}

/** Returns the process's one database client, on that pool, connected at its first query. */
export function db(): PrismaClient {
  kept.tenantdeskDb ??= new PrismaClient({ adapter: new PrismaPg(pool()) })
  return kept.tenantdeskDb
}
