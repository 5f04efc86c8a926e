import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import { CLOUDFLARE_API, type Settings } from '@/lib/env'
import { Refusal } from './console.mjs'
import { writeSecrets, type Secrets } from './data-dir'

/** What every process on one database must have alike. */
export type Shared = Record<(typeof SHARED)[number], string>

export const SHARED = [
  'NEXTAUTH_SECRET',
  'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY',
  'DATA_KEY',
  'upstream',
] as const

type Name = keyof Shared
type Client = Pick<pg.ClientBase, 'query'>

/** What this process would use. */
export function sharedOf(settings: Settings, secrets: Secrets): Shared {
  return {
    NEXTAUTH_SECRET: settings.NEXTAUTH_SECRET ?? secrets.nextAuth,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: settings.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ?? secrets.serverActions,
    DATA_KEY: settings.DATA_KEY ?? secrets.dataKey,
    upstream: upstreamOf(settings, secrets),
  }
}

/**
 * Makes sure that this process has alike what the others on its database have; who comes first says what that is. The
 * database keeps fingerprints, which tell nobody what they are of. Throws a Refusal that says what to copy.
 */
export async function requireAlike(client: Client, shared: Shared): Promise<void> {
  const sentences: string[] = []
  const { rows } = await client.query<{ key: string }>('select key from setting where key = any($1)', [
    SHARED.map(key),
  ])
  for (const name of SHARED) {
    // Where another comes first in this moment, its fingerprint stays.
    if (!rows.some((row) => row.key === key(name)))
      await client.query('insert into setting (key, value) values ($1, $2) on conflict do nothing', [
        key(name),
        fingerprint(shared[name]),
      ])
    if (!(await isKept(client, name, shared[name]))) sentences.push(DIFFERS[name])
  }
  if (sentences.length > 0) throw new Refusal(sentences.join('\n'))
}

/**
 * Ends a rotation of a generated DATA_KEY that was cut off: the database tells whether the next key is the one by now.
 * Returns whether it is.
 */
export async function adoptNextDataKey(client: Client, dataDir: string, secrets: Secrets): Promise<boolean> {
  const { nextDataKey } = secrets
  if (!nextDataKey || !(await isKept(client, 'DATA_KEY', nextDataKey))) return false
  secrets.dataKey = nextDataKey
  delete secrets.nextDataKey
  writeSecrets(dataDir, secrets)
  return true
}

/** Returns whether the database's fingerprint of `name` is of this value. */
export async function isKept(client: Client, name: Name, value: string): Promise<boolean> {
  const { rows } = await client.query<{ value: Fingerprint }>('select value from setting where key = $1', [
    key(name),
  ])
  const kept = rows[0]?.value
  return (
    kept !== undefined && timingSafeEqual(digest(value, kept.salt), Buffer.from(kept.digest, 'base64url'))
  )
}

const DIFFERS: Record<Name, string> = {
  NEXTAUTH_SECRET:
    'NEXTAUTH_SECRET is not the one that this database is used with, and everybody would be signed out: set it to the value of the process that already runs on it (from its environment, or "nextAuth" in its DATA_DIR/secrets.json). To replace it on purpose: npm run rotate NEXTAUTH_SECRET.',
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY:
    'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY is not the one that this database is used with, and forms opened in one process would fail in another: set it to the value of the process that already runs on it (from its environment, or "serverActions" in its DATA_DIR/secrets.json). To replace it on purpose: npm run rotate NEXT_SERVER_ACTIONS_ENCRYPTION_KEY.',
  DATA_KEY:
    'DATA_KEY is missing, or is not the one that this database is used with, and what is encrypted in it (drafts of customers, imports) could not be read: set it to the value of the process that already runs on it (from its environment, or "dataKey" in its DATA_DIR/secrets.json). To replace it on purpose, with the former one in DATA_KEY_BEFORE: npm run rotate DATA_KEY.',
  upstream:
    'This database is used with another upstream, whose accounts its records speak of: set CLOUDFLARE_BASE_URL, CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY as the process that already runs on it has them, or use another database (a new DATA_DIR or DATABASE_URL). To change it on purpose: npm run rotate upstream.',
}

/**
 * Identifies the upstream independently of the API key. A local sandbox has another port each time, and two may share
 * one, so it is identified by its key.
 */
function upstreamOf(settings: Settings, { sandbox }: Secrets): string {
  const { CLOUDFLARE_BASE_URL: url, CLOUDFLARE_EMAIL: email, CLOUDFLARE_API_KEY: apiKey } = settings
  if (!email || !apiKey) return `played ${sandbox.email} ${sandbox.apiKey}`
  const here = url && ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname)
  return here ? `played ${email} ${apiKey}` : `${url ?? CLOUDFLARE_API} ${email.toLowerCase()}`
}

type Fingerprint = { salt: string; digest: string }

/** Names the row of `setting` that holds a fingerprint. */
export const key = (name: Name) => `fingerprint.${name}`

// Slow on purpose, because a secret that somebody thought of could be guessed.
const digest = (value: string, salt: string) => scryptSync(value, salt, 32)

/** What is stored of a secret; different for each call. */
export function fingerprint(value: string): Fingerprint {
  const salt = randomBytes(16).toString('base64url')
  return { salt, digest: digest(value, salt).toString('base64url') }
}
