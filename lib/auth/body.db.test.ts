import { NextRequest } from 'next/server'
import { expect, test, vi } from 'vitest'
import { db } from '@/lib/db/client'
import { answerAuth } from './config'

vi.mock('next/headers', async () => (await import('./request.fixture')).nextHeaders)

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  answerAuth(
    new NextRequest('http://localhost:3000/api/auth/callback/credentials', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      duplex: 'half',
    }),
    { params: Promise.resolve({ nextauth: ['callback', 'credentials'] }) },
  )

test('more than eight kilobytes are refused by what is announced, unread', async () => {
  const pull = vi.fn()
  const body = new ReadableStream({ pull }, { highWaterMark: 0 })
  expect((await post(body, { 'content-length': '8193' })).status).toBe(413)
  expect(pull).not.toHaveBeenCalled()
})

test('and by what comes, where nothing is announced: no more than that is read', async () => {
  let pulled = 0
  const body = new ReadableStream(
    { pull: (controller) => controller.enqueue(new Uint8Array((pulled++, 1024))) },
    { highWaterMark: 0 },
  )
  const before = await db().auditEvent.count()
  const answer = await post(body)
  expect(answer.status).toBe(413)
  expect(answer.headers.get('connection')).toBe('close')
  expect(pulled).toBe(9)
  expect(await db().auditEvent.count()).toBe(before)
})
