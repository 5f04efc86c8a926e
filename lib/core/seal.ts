import 'server-only'
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { env } from '@/lib/env'
import { AppError } from './errors'

// One byte for the format, four that tell the key, twelve of nonce, sixteen of tag, then the text.
const FORMAT = 1
const KEY_ID = 4
const NONCE = 12
const TAG = 16
const HEAD = 1 + KEY_ID + NONCE + TAG

/**
 * Encrypts what is personal with DATA_KEY (AES-256-GCM). `belongsTo`: where it is kept, such as a table and an id, so that
 * it cannot be put in another's place.
 */
export function seal(value: unknown, belongsTo: string, key = dataKey()): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(belongsTo))
  const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  return new Uint8Array(Buffer.concat([Buffer.of(FORMAT), idOf(key), nonce, cipher.getAuthTag(), text]))
}

/** What `seal` has sealed. Throws `unavailable` where it was with another key, or was changed since. */
export function unseal<T = unknown>(sealed: Uint8Array, belongsTo: string, key = dataKey()): T {
  const bytes = Buffer.from(sealed)
  try {
    if (bytes[0] !== FORMAT || !bytes.subarray(1, 1 + KEY_ID).equals(idOf(key)))
      throw new Error('another key')
    const nonce = bytes.subarray(1 + KEY_ID, 1 + KEY_ID + NONCE)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
      .setAAD(Buffer.from(belongsTo))
      .setAuthTag(bytes.subarray(HEAD - TAG, HEAD))
    const text = Buffer.concat([decipher.update(bytes.subarray(HEAD)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as T
  } catch (cause) {
    throw new AppError(
      'unavailable',
      'This was encrypted with another DATA_KEY and cannot be read. Ask the person who runs this console.',
      { cause, detail: `not unsealed: ${belongsTo}` },
    )
  }
}

const idOf = (key: Buffer) => createHash('sha256').update(key).digest().subarray(0, KEY_ID)

function dataKey(): Buffer {
  return Buffer.from(env().DATA_KEY, 'base64')
}
