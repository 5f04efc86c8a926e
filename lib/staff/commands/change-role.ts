import 'server-only'
import { defineCommand } from '@/lib/entry/command'
import { keepOne, lockAdmins, personOf } from '../admins'
import { ChangeRole } from '../schema'

const Role = ChangeRole.pick({ role: true })

/** Changes a role, for the person's very next request on. Refuses to leave nobody who can administer. */
export const changeRole = defineCommand({
  name: 'staff.role',
  label: 'Change staff role',
  target: 'staff',
  permission: 'staff.change',
  effect: 'local',
  input: ChangeRole,
  remember: { request: Role, before: Role, after: Role },
  targetOf: ({ staffId }) => ({ id: staffId }),
  run: async ({ tx, staff }, { staffId, role }) => {
    const admins = await lockAdmins(tx, staff)
    const person = await personOf(tx, staffId)
    if (role !== 'admin') keepOne(admins, person)
    await tx.staff.update({ where: { id: staffId }, data: { role } })
    return { data: null, target: { name: person.email }, before: { role: person.role }, after: { role } }
  },
})
