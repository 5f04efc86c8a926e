import 'server-only'
import type { Staff } from '@/lib/auth/session'
import { Prisma } from '@/lib/db/generated/client'
import { kindsFor } from './kinds'

/** Which entries the person may see: those of kinds that their role may, and what they began themselves. */
export function visibleTo({ id, role }: Pick<Staff, 'id' | 'role'>): Prisma.Sql {
  const { all, own } = kindsFor(role)
  return Prisma.sql`(item.kind = ANY(${all}) OR (item.kind = ANY(${own}) AND item.data ->> 'begunBy' = ${id}))`
}
