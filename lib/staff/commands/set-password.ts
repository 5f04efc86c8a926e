import 'server-only'
import { rememberDevice } from '@/lib/auth/device'
import { requestOrigin } from '@/lib/auth/request'
import { countStranger } from '@/lib/auth/throttle'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { defineCommand } from '@/lib/entry/command'
import { usableLink } from '../links'
import { hashOfNew, passwordChanged, putPassword, refuseGuesses } from '../passwords'
import { SetPassword } from '../schema'
import { endSessions } from '../sessions'

/**
 * Sets a password by a one-time link and ends every session of that person; this browser counts as theirs from now on.
 * Unknown, used and expired links, and those of disabled people, get the same answer; a refused password leaves the
 * link as it was. Only links that do not work are counted: strangers cannot keep its holder from using one.
 */
export const setPassword = defineCommand({
  name: 'staff.set-password',
  label: 'Set password',
  target: 'staff',
  permission: 'anyone',
  effect: 'local',
  input: SetPassword,
  remember: {},
  prepare: async (_, { token, password }) => {
    const link = await db().passwordLink.findFirst({
      where: usableLink(token, new Date()),
      select: {
        id: true,
        staff: { select: { id: true, name: true, email: true, mustChangePassword: true } },
      },
    })
    if (!link) {
      refuseGuesses(await countStranger('link', (await requestOrigin()).address))
      throw deadLink()
    }
    const { id, staff } = link
    const newHash = await hashOfNew(password, staff)
    return async (tx) => {
      // Of two posts of one link, the second waits here for the first and then finds the link used.
      const { count } = await tx.passwordLink.updateMany({
        where: { id, usedAt: null },
        data: { usedAt: new Date() },
      })
      if (count !== 1 || !(await putPassword(tx, { id: staff.id }, newHash))) throw deadLink()
      await endSessions(tx, { staffId: staff.id })
      await rememberDevice(staff.email)
      return passwordChanged(staff, staff.mustChangePassword)
    }
  },
})

const deadLink = () =>
  new AppError('not_found', 'This link has been used or has expired. Ask an administrator for a new one.')
