import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { may, type Permission, type Role } from '@/lib/auth/permissions'

/** Who is signed in where no browser is: an administrator at the start of each test, and whatever a test makes of it. */
export const staff = newPerson()
export const session = { signedIn: true }

export function newPerson() {
  return {
    id: randomUUID(),
    email: 'op@example.com',
    name: 'Op',
    role: 'admin' as Role,
    sessionId: randomUUID(),
  }
}

const others = new AsyncLocalStorage<typeof staff>()

/** Does something as somebody else, while others may be at it. */
export const as = <T>(person: typeof staff, act: () => T): T => others.run(person, act)

const asking = () => others.getStore() ?? staff

/**
 * What a test puts in the place of `lib/auth/session`. This file imports nothing that imports that one, or the mock would
 * wait for itself.
 */
export const sessions = {
  currentStaff: async () => (session.signedIn ? asking() : null),
  requireStaff: async () => asking(),
  requirePermission: async (permission: Permission) => {
    if (!may(asking().role, permission)) throw new Error('forbidden')
    return asking()
  },
  actorOf: async () => ({
    actorId: asking().id,
    actorEmail: asking().email,
    actorRole: asking().role,
    sessionId: asking().sessionId,
    address: null,
    userAgent: null,
  }),
}
