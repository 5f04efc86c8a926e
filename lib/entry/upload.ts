import 'server-only'
import { randomUUID } from 'node:crypto'
import type * as z from 'zod'
import { actorOf, currentStaff } from '@/lib/auth/session'
import { AppError } from '@/lib/core/errors'
import { toErrorView } from '@/lib/core/read'
import type { ActionResult } from './action'
import type { Command } from './command'
import { FOREIGN, isOurs } from './foreign'
import { perform } from './perform'

/**
 * Answers a POST of ours whose body is a file: gives it to a command as it comes in, so that it is never held as a whole.
 * An action is no way for it: its arguments are, and are bounded. `inputOf` makes the command's input of the body, which
 * the command bounds.
 */
export async function upload<I extends z.ZodType, T>(
  request: Request,
  command: Command<I, T>,
  inputOf: (body: AsyncIterable<Uint8Array>, params: URLSearchParams) => z.input<I>,
): Promise<Response> {
  const requestId = randomUUID()
  try {
    if (!isOurs(request)) throw new AppError('denied', FOREIGN)
    const staff = await currentStaff()
    const input = inputOf(chunksOf(request.body), new URL(request.url).searchParams)
    const data = await perform(command, { staff, actor: await actorOf(staff) }, input, { requestId })
    return answer({ ok: true, data }, 200)
  } catch (error) {
    const view = toErrorView(error, requestId)
    return answer({ ok: false, error: view }, STATUS[view.code] ?? 503)
  }
}

const STATUS: Record<string, number> = {
  signed_out: 401,
  denied: 403,
  invalid: 400,
  conflict: 409,
  throttled: 429,
  rate_limited: 429,
  internal: 500,
}

async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (!body) return
  const reader = body.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    // What is refused halfway need not be sent to its end.
    await reader.cancel().catch(() => {})
  }
}

/** The proxy, which would set the policy, is not asked here: it keeps all of a body before anybody can refuse it. */
function answer<T>(result: ActionResult<T>, status: number): Response {
  return Response.json(result, {
    status,
    headers: {
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      ...(!result.ok && { connection: 'close' }),
    },
  })
}
