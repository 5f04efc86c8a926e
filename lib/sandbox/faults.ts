/** Faults waiting for a call that matches, and the calls that were made. */
import { z } from 'zod'

export const FaultRequest = z.strictObject({
  match: z.strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
    /** Source of a regular expression, tested against the path after /client/v4. */
    path: z.string().optional(),
  }),
  fault: z.strictObject({
    kind: z.enum(['status', 'rate_limit', 'hang', 'slow', 'reset', 'lose_reply', 'truncate', 'html', 'null']),
    status: z
      .int()
      .min(200)
      .max(599)
      .refine((status) => ![204, 205, 304].includes(status), 'must allow a body')
      .optional(),
    code: z.int().optional(),
    message: z.string().optional(),
    ms: z.int().min(0).optional(),
    retryAfter: z.int().min(0).optional(),
  }),
  times: z.int().min(1).default(1),
})

export type Fault = z.infer<typeof FaultRequest>['fault']

export interface Call {
  method: string
  /** After /client/v4. */
  path: string
  /** A repeated parameter is a list. */
  query: Record<string, string | string[]>
  headers: Record<string, string>
  body: unknown
  /** null while, or because, there is no answer. */
  status: number | null
  ray: string
  at: string
  ms: number | null
  fault?: Fault['kind']
}

const REDACTED = ['authorization', 'x-auth-key', 'cookie']

export class Faults {
  private waiting: z.infer<typeof FaultRequest>[] = []

  add(fault: z.infer<typeof FaultRequest>): void {
    if (fault.match.path !== undefined) new RegExp(fault.match.path)
    this.waiting.push(fault)
  }

  /** The first waiting fault that matches, which then has one time less left. */
  take(method: string, path: string): Fault | undefined {
    const found = this.waiting.find(
      ({ match }) =>
        (match.method === undefined || match.method === method) &&
        (match.path === undefined || new RegExp(match.path).test(path)),
    )
    if (!found) return undefined
    if (--found.times === 0) this.waiting = this.waiting.filter((entry) => entry !== found)
    return found.fault
  }

  list() {
    return this.waiting
  }

  clear(): void {
    this.waiting = []
  }
}

export class Calls {
  private calls: Call[] = []

  add(request: Request, path: string, text: string, ray: string): Call {
    const { searchParams } = new URL(request.url)
    const headers: Record<string, string> = {}
    request.headers.forEach((value, name) => (headers[name] = REDACTED.includes(name) ? '[redacted]' : value))
    const query: Call['query'] = {}
    for (const name of new Set(searchParams.keys())) {
      const values = searchParams.getAll(name)
      query[name] = values.length === 1 ? values[0]! : values
    }
    const call: Call = {
      method: request.method,
      path,
      query,
      headers,
      body: asJson(text),
      status: null,
      ray,
      at: new Date().toISOString(),
      ms: null,
    }
    this.calls.push(call)
    if (this.calls.length > 1000) this.calls.shift()
    return call
  }

  list(): Call[] {
    return this.calls
  }

  clear(): void {
    this.calls = []
  }
}

function asJson(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
