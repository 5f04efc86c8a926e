import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { startThrowawayPostgres } from './postgres'

afterAll(() => vi.unstubAllEnvs())

test.skipIf(!existsSync('/proc/self/environ'))('the database server knows none of our secrets', async () => {
  vi.stubEnv('CLOUDFLARE_API_KEY', 'canary')
  vi.stubEnv('PGPASSWORD', 'canary')
  const postgres = await startThrowawayPostgres()
  try {
    const environment = readFileSync(`/proc/${postgres.pid}/environ`, 'utf8')
    expect(environment).toContain('PATH=')
    expect(environment).not.toContain('canary')
    expect(readFileSync(path.join(postgres.directory, 'postmaster.pid'), 'utf8')).not.toContain('canary')
  } finally {
    postgres.stop()
  }
})
