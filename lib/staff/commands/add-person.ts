import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { env } from '@/lib/env'
import { lockAdmins } from '../admins'
import { issueLink } from '../links'
import { AddPerson } from '../schema'

/** Adds a person without a password; answers the one-time link to set one. */
export const addPerson = defineCommand({
  name: 'staff.add',
  label: 'Add staff member',
  target: 'staff',
  permission: 'staff.change',
  effect: 'local',
  secret: true,
  input: AddPerson,
  remember: {
    request: AddPerson,
    after: z.object({ name: z.string(), email: z.string(), role: z.string() }),
  },
  targetOf: ({ email }) => ({ name: email }),
  run: async ({ tx, staff }, input) => {
    await lockAdmins(tx, staff)
    if (await tx.staff.findUnique({ where: { email: input.email }, select: { id: true } }))
      throw new AppError('conflict', 'Somebody with this email address is already on the list.', {
        fields: { email: 'Somebody with this email address is already on the list.' },
      })
    const { id } = await tx.staff.create({ data: input, select: { id: true } })
    return {
      data: { staffId: id, ...(await issueLink(tx, id, env().NEXTAUTH_URL)) },
      target: { id },
      after: input,
    }
  },
})
