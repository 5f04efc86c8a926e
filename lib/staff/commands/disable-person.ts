import 'server-only'
import * as z from 'zod'
import { defineCommand } from '@/lib/entry/command'
import { keepOne, lockAdmins, personOf } from '../admins'
import { OnePerson } from '../schema'
import { endSessions } from '../sessions'

const Disabled = z.object({ disabled: z.boolean() })

/** Shuts a person out: sessions end at once and open links stop working. Refuses to shut out the last admin. */
export const disablePerson = defineCommand({
  name: 'staff.disable',
  label: 'Disable staff member',
  target: 'staff',
  permission: 'staff.change',
  effect: 'local',
  input: OnePerson,
  remember: { before: Disabled, after: Disabled.extend({ ended: z.number() }) },
  targetOf: ({ staffId }) => ({ id: staffId }),
  run: async ({ tx, staff }, { staffId }) => {
    const admins = await lockAdmins(tx, staff)
    const person = await personOf(tx, staffId)
    keepOne(admins, person)
    await tx.staff.update({ where: { id: staffId }, data: { disabledAt: person.disabledAt ?? new Date() } })
    await tx.passwordLink.deleteMany({ where: { staffId, usedAt: null } })
    const ended = await endSessions(tx, { staffId })
    return {
      data: null,
      target: { name: person.email },
      before: { disabled: person.disabledAt !== null },
      after: { disabled: true, ended },
    }
  },
})

/** Lets a disabled person in again, with the password they had. */
export const enablePerson = defineCommand({
  name: 'staff.enable',
  label: 'Enable staff member',
  target: 'staff',
  permission: 'staff.change',
  effect: 'local',
  input: OnePerson,
  remember: { before: Disabled, after: Disabled },
  targetOf: ({ staffId }) => ({ id: staffId }),
  run: async ({ tx, staff }, { staffId }) => {
    await lockAdmins(tx, staff)
    const person = await personOf(tx, staffId)
    await tx.staff.update({ where: { id: staffId }, data: { disabledAt: null } })
    return {
      data: null,
      target: { name: person.email },
      before: { disabled: person.disabledAt !== null },
      after: { disabled: false },
    }
  },
})
