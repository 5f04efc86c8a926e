import 'server-only'
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { cookies } from 'next/headers'
import { env } from '@/lib/env'
import { cookieOptions, DEVICE_COOKIE } from './cookies'

const MAX_AGE_S = 180 * 24 * 60 * 60

/** Marks this browser as one in which that person has proved who they are. */
export async function rememberDevice(email: string): Promise<void> {
  const nonce = randomUUID()
  const jar = await cookies()
  jar.set(DEVICE_COOKIE(), `${nonce}.${sign(email, nonce)}`, { ...cookieOptions(), maxAge: MAX_AGE_S })
}

/** Returns the mark of this browser, whatever it is, undefined for none. */
export async function deviceCookie(): Promise<string | undefined> {
  return (await cookies()).get(DEVICE_COOKIE())?.value
}

/** What a browser's mark is counted by where it is that person's, else null. */
export function knownDevice(email: string, cookie: string | undefined): string | null {
  const [nonce, signature] = cookie?.split('.') ?? []
  if (!nonce || !signature) return null
  const expected = Buffer.from(sign(email, nonce))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected) ? nonce : null
}

const sign = (email: string, nonce: string) =>
  createHmac('sha256', env().NEXTAUTH_SECRET).update(`device\n${nonce}\n${email}`).digest('base64url')
