import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { env } from '@/lib/env'
import { lockAdmins, personOf } from '../admins'
import { issueLink } from '../links'
import { OnePerson } from '../schema'

/** Issues a new one-time link; earlier ones stop working. The present password works until the link is used. */
export const newLink = defineCommand({
  name: 'staff.link',
  label: 'Issue password link',
  target: 'staff',
  permission: 'staff.change',
  effect: 'local',
  secret: true,
  input: OnePerson,
  remember: { after: z.object({ expiresAt: z.string() }) },
  targetOf: ({ staffId }) => ({ id: staffId }),
  run: async ({ tx, staff }, { staffId }) => {
    await lockAdmins(tx, staff)
    const person = await personOf(tx, staffId)
    if (person.disabledAt) throw new AppError('conflict', `${person.name} is disabled. Enable them first.`)
    const link = await issueLink(tx, staffId, env().NEXTAUTH_URL)
    return { data: link, target: { name: person.email }, after: { expiresAt: link.expiresAt } }
  },
})
