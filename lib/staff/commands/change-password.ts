import 'server-only'
import { checkPassword } from '@/lib/auth/password'
import { clearGuesses, countGuess } from '@/lib/auth/throttle'
import { db } from '@/lib/db/client'
import { defineCommand } from '@/lib/entry/command'
import { fieldFault, hashOfNew, passwordChanged, putPassword, refuseGuesses } from '../passwords'
import { ChangePassword } from '../schema'
import { endSessions } from '../sessions'

/** Changes the asking person's own password and ends their other sessions. Guesses at the present one are counted. */
export const changePassword = defineCommand({
  name: 'staff.change-password',
  label: 'Change own password',
  target: 'staff',
  permission: 'session.own',
  effect: 'local',
  input: ChangePassword,
  remember: {},
  prepare: async ({ staff }, { current, password }) => {
    refuseGuesses(await countGuess('current-password', staff.id))
    const { passwordHash, mustChangePassword } = await db().staff.findUniqueOrThrow({
      where: { id: staff.id },
      select: { passwordHash: true, mustChangePassword: true },
    })
    if (!(await checkPassword(passwordHash, current))) throw notPresent()
    await clearGuesses('current-password', staff.id)
    if (password === current) throw fieldFault('password', 'Choose a password other than the current one.')
    const newHash = await hashOfNew(password, staff)
    return async (tx) => {
      // Checking a password takes a while: one that was changed meanwhile is not the present one any more.
      if (!(await putPassword(tx, { id: staff.id, passwordHash }, newHash))) throw notPresent()
      await endSessions(tx, { staffId: staff.id, id: { not: staff.sessionId } })
      return passwordChanged(staff, mustChangePassword)
    }
  },
})

const notPresent = () => fieldFault('current', 'This is not your current password.')
