import NextAuth from 'next-auth'
import { NextRequest } from 'next/server'
import { expect, test } from 'vitest'
import { proxy } from '@/proxy'
import { authOptions } from './config'
import { SESSION_COOKIE } from './cookies'

process.env.NEXTAUTH_URL = 'https://console.example.com'

test('under https every cookie is bound to this host', async () => {
  expect(SESSION_COOKIE()).toMatch(/^__Host-/)
  const cookies: string[] = []
  const request = { method: 'GET', query: { nextauth: ['csrf'] }, cookies: {}, headers: {} }
  const response = { status: () => {}, getHeader: () => cookies, setHeader: () => {}, send: () => {} }
  await NextAuth(request as never, response as never, authOptions())
  expect(cookies).toHaveLength(2)
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-next-auth\.[^;]+; Path=\/;.* Secure/)
    expect(cookie).not.toMatch(/Domain=/i)
  }
})

test('browsers are told to stay with https, also behind a proxy that does not name it', () => {
  const { headers } = proxy(new NextRequest('http://localhost:3000/accounts'))
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=31536000/)
})
