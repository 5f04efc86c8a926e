import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import type { Running } from '../../scripts/start'

const checkout = path.resolve(import.meta.dirname, '../..')
const mark = createHash('sha256').update(`${userInfo().uid} ${checkout}`).digest('hex').slice(0, 8)

/** Where the app under test keeps its data, made anew by every run: this person's, for this checkout. */
export const DATA_DIR = path.join(tmpdir(), `tenantdesk-e2e-${mark}`)

/** Everything the app under test has printed. */
export const SERVER_LOG = path.join(DATA_DIR, 'output.log')

/** The first administrator of the app under test. */
export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery staple' }

/** Returns the addresses and credentials of the app under test: itself, its database, its sandbox. */
export function running(): Running {
  return JSON.parse(readFileSync(path.join(DATA_DIR, 'running.json'), 'utf8')) as Running
}
