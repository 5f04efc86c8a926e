import 'server-only'
import { draftKeyOf, wasEndedElsewhere } from './drafts'
import { currentStaff, requireStaff } from './session'

/** Returns the key to the asking person's drafts in this browser. */
export async function ownDraftKey(): Promise<string> {
  return draftKeyOf((await requireStaff()).id)
}

/** Returns whether what was typed in this browser is to go: its session was ended, and nobody is signed in since. */
export async function draftsMustGo(): Promise<boolean> {
  return !(await currentStaff()) && (await wasEndedElsewhere())
}
