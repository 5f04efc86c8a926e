import 'server-only'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { TenantApiConfig } from './client'

export type Received = {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: unknown
}
export type Reply =
  | { status?: number; headers?: Record<string, string>; json: unknown }
  | { status?: number; headers?: Record<string, string>; raw: string }
  /** `cut`: half an answer, then the connection breaks; `stall`: half an answer, then nothing. */
  | 'reset'
  | 'hang'
  | 'cut'
  | 'stall'

/** For an upstream that keeps silent. */
export const IMPATIENT = { read: 200, write: 200, readTotal: 10_000, pause: 1 }

export const KEY = 'k3y0'.repeat(9) + 'z'

/** An upstream that answers what the test says, and remembers what it was asked. Gone when the test is. */
export async function upstream(answer: (request: Received, nth: number) => Reply) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url!, 'http://upstream')
      const text = Buffer.concat(chunks).toString()
      const one = {
        method: request.method!,
        path: pathname.replace('/client/v4', ''),
        query: searchParams,
        headers: request.headers,
        body: text === '' ? null : JSON.parse(text),
      }
      received.push(one)
      const reply = answer(one, received.length)
      if (reply === 'hang') return
      if (reply === 'reset') return void request.socket.resetAndDestroy()
      if (reply === 'cut' || reply === 'stall') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
        response.write('{"success":true,"result":', () => reply === 'cut' && request.socket.destroy())
        return
      }
      response.writeHead(reply.status ?? 200, {
        'content-type': 'json' in reply ? 'application/json' : 'text/html',
        'cf-ray': `ray${received.length}-LHR`,
        ...reply.headers,
      })
      response.end('json' in reply ? JSON.stringify(reply.json) : reply.raw)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => close(server))
  const { port } = server.address() as AddressInfo
  const config: TenantApiConfig = {
    baseUrl: `http://127.0.0.1:${port}/client/v4`,
    email: 'partner@example.com',
    apiKey: KEY,
    timing: { read: 10_000, write: 10_000, readTotal: 10_000, pause: 1, longestWait: 1_500 },
  }
  return { config, received, server }
}

export function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

export const ok = (result: unknown, info?: unknown): Reply => ({
  json: { success: true, errors: [], messages: [], result, result_info: info },
})

export const refused = (status: number, code: number, message: string, more: object = {}): Reply => ({
  status,
  json: { success: false, errors: [{ code, message, ...more }], messages: [], result: null },
})
