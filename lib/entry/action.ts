import 'server-only'
import { randomUUID } from 'node:crypto'
import { unstable_rethrow } from 'next/navigation'
import type * as z from 'zod'
import { actorOf, currentStaff, sessionHolder } from '@/lib/auth/session'
import type { ErrorView } from '@/lib/core/errors'
import { toErrorView } from '@/lib/core/read'
import type { Command } from './command'
import { perform } from './perform'

/** What an action answers. `data` of a success is what the screen needs next; nothing else crosses to the browser. */
export type ActionResult<T> = { ok: true; data: T } | { ok: false; error: ErrorView }

/** Gives a command to the browser, in the name of the session's person. Never throws, except Next's own control flow. */
export function actionOf<I extends z.ZodType, T>(
  command: Command<I, T>,
): (input: z.input<I>) => Promise<ActionResult<T>> {
  return async function action(input) {
    const requestId = randomUUID()
    try {
      // What is one's own is open before a first password is changed: changing it, and leaving.
      const staff = await (command.permission === 'session.own' ? sessionHolder() : currentStaff())
      const data = await perform(command, { staff, actor: await actorOf(staff) }, input, { requestId })
      return { ok: true, data }
    } catch (error) {
      unstable_rethrow(error)
      return { ok: false, error: toErrorView(error, requestId) }
    }
  }
}
