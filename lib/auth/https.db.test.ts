import NextAuth from 'next-auth'
import { expect, test } from 'vitest'
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
