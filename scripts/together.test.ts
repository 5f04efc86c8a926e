import { createServer, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { writeTogether } from './together.mjs'

/** Serves one answer as Next does, which replaces the response's methods; returns the calls of these, and the text. */
async function served(type: string, answer: (response: ServerResponse) => unknown) {
  const calls: string[] = []
  const server = createServer(async (_, response) => {
    writeTogether(response)
    const own = { write: response.write, end: response.end }
    Object.assign(response, {
      write: (piece: Buffer) => (calls.push(`write ${piece}`), own.write.call(response, piece, 'utf8')),
      end: () => (calls.push('end'), own.end.call(response, undefined, 'utf8')),
      flush: () => calls.push('flush'),
    })
    response.setHeader('content-type', type)
    await answer(response)
    response.end()
  }).listen(0)
  const { port } = server.address() as AddressInfo
  const text = await new Promise<string>((resolve) =>
    request({ port }, (incoming) => {
      let all = ''
      incoming.on('data', (chunk) => (all += chunk))
      incoming.on('end', () => resolve(all))
    }).end(),
  )
  server.close()
  return { calls, text }
}
const pieces = (response: ServerResponse, ...texts: string[]) => {
  for (const text of texts) {
    response.write(Buffer.from(text))
    ;(response as ServerResponse & { flush: () => void }).flush()
  }
}

test('the pieces of a page that are there at once go out as one, and what comes later when it comes', async () => {
  const { calls, text } = await served('text/html; charset=utf-8', async (response) => {
    pieces(response, 'a', 'b', 'c')
    await setTimeout(20)
    pieces(response, 'd', 'e')
  })
  expect(calls).toEqual(['write abc', 'flush', 'write de', 'flush', 'end'])
  expect(text).toBe('abcde')
})

test('a file goes out as it comes, and hears when it has to wait', async () => {
  const { calls, text } = await served('text/csv', (response) => pieces(response, 'a', 'b'))
  expect(calls).toEqual(['write a', 'flush', 'write b', 'flush', 'end'])
  expect(text).toBe('ab')
})

test('text is written after what waits, not before it', async () => {
  const { text } = await served('text/x-component', (response) => {
    pieces(response, 'a')
    response.write('b')
    pieces(response, 'c')
  })
  expect(text).toBe('abc')
})
