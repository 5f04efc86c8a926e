'use server'
import { actionOf } from '@/lib/entry/action'
import * as add from './commands/add-person'
import * as password from './commands/change-password'
import * as role from './commands/change-role'
import * as access from './commands/disable-person'
import * as session from './commands/end-session'
import * as link from './commands/new-link'
import * as welcome from './commands/set-password'
import * as leave from './commands/sign-out'

export const addPerson = actionOf(add.addPerson)
export const newLink = actionOf(link.newLink)
export const changeRole = actionOf(role.changeRole)
export const disablePerson = actionOf(access.disablePerson)
export const enablePerson = actionOf(access.enablePerson)
export const endSession = actionOf(session.endSession)
export const endOwnSession = actionOf(session.endOwnSession)
export const changePassword = actionOf(password.changePassword)
export const setPassword = actionOf(welcome.setPassword)
export const signOut = actionOf(leave.signOut)
