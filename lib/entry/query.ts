import 'server-only'
import type { Permission } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'

/**
 * Gives a read that first asks whether the signed-in person may: else the request ends with the 403 or sign-in page.
 * `anyone`: the input itself proves the right.
 */
export function defineQuery<A extends unknown[], T>(query: {
  permission: Permission | 'anyone'
  run: (...input: A) => Promise<T>
}): (...input: A) => Promise<T> {
  return async (...input) => {
    if (query.permission !== 'anyone') await requirePermission(query.permission)
    return query.run(...input)
  }
}
