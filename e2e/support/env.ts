import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import type { Running } from '../../scripts/start'

const checkout = path.resolve(import.meta.dirname, '../..')
const mark = createHash('sha256').update(`${userInfo().uid} ${checkout}`).digest('hex').slice(0, 8)

/** Which of the apps under test this process talks to: each of Playwright's workers has its own. */
export const WORKER = Number(process.env.TEST_PARALLEL_INDEX ?? 0)

/** Where the app of a worker keeps its data, made anew by every run: this person's, for this checkout. */
export const dataDir = (worker: number) => path.join(tmpdir(), `tenantdesk-e2e-${mark}-${worker}`)

/** Everything the app of a worker has printed. */
export const serverLog = (worker: number) => path.join(dataDir(worker), 'output.log')

/** The same of the app under test here. */
export const DATA_DIR = dataDir(WORKER)
export const SERVER_LOG = serverLog(WORKER)

/** The first administrator of the app under test. */
export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery staple' }

/** Returns the addresses and credentials of the app under test: itself, its database, its sandbox. */
export function running(): Running {
  return JSON.parse(readFileSync(path.join(DATA_DIR, 'running.json'), 'utf8')) as Running
}
