import 'server-only'
import * as z from 'zod'
import { defineCommand } from '@/lib/entry/command'
import { lockAdmins } from '../admins'
import { OneSession } from '../schema'
import { endOne } from '../sessions'

const Ended = z.object({ staffEmail: z.string() })

export const endSession = defineCommand({
  name: 'session.end',
  label: 'End a session',
  target: 'session',
  permission: 'staff.change',
  effect: 'local',
  input: OneSession,
  remember: { after: Ended },
  targetOf: ({ sessionId }) => ({ id: sessionId }),
  run: async ({ tx, staff }, { sessionId }) => {
    await lockAdmins(tx, staff)
    return endOne(tx, { id: sessionId })
  },
})

/** Another person's session looks like an unknown one. */
export const endOwnSession = defineCommand({
  name: 'session.end-own',
  label: 'End own session',
  target: 'session',
  permission: 'session.own',
  effect: 'local',
  input: OneSession,
  remember: { after: Ended },
  targetOf: ({ sessionId }) => ({ id: sessionId }),
  run: ({ tx, staff }, { sessionId }) => endOne(tx, { id: sessionId, staffId: staff.id }),
})
