import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readSecrets } from '../../scripts/data-dir'
import { DATA_DIR, running } from './env'

/** What a second process on the database under test must have alike. */
export function alike(): Record<string, string> {
  const secrets = readSecrets(DATA_DIR)
  const { upstream } = running()
  return {
    NEXTAUTH_SECRET: secrets.nextAuth,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: secrets.serverActions,
    DATA_KEY: secrets.dataKey,
    CLOUDFLARE_EMAIL: upstream.email,
    CLOUDFLARE_API_KEY: upstream.apiKey,
    CLOUDFLARE_API_TOKEN: upstream.apiToken,
    CLOUDFLARE_BASE_URL: upstream.baseUrl,
  }
}

/** Starts a process with a DATA_DIR of its own on the database under test; returns once it serves or has ended. */
export async function startSecond(more: Record<string, string>) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tenantdesk-second-'))
  const child = spawn(process.execPath, ['scripts/run.mjs', 'start'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: '0',
      HOST: 'localhost',
      DATA_DIR: dataDir,
      DATABASE_URL: running().databaseUrl,
      DATABASE_OWNER_URL: '',
      NEXTAUTH_URL: '',
      NEXTAUTH_SECRET: '',
      DATA_KEY: '',
      CLOUDFLARE_EMAIL: '',
      CLOUDFLARE_API_KEY: '',
      CLOUDFLARE_API_TOKEN: '',
      CLOUDFLARE_BASE_URL: '',
      DIRECTORY_REFRESH: 'manual',
      ...more,
    },
  })
  let said = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const code = await Promise.race([
    ended,
    new Promise<null>((ready) => {
      const hear = (chunk: Buffer) => {
        said += chunk
        if (said.includes('Ctrl-C stops it')) ready(null)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
    }),
  ])
  return {
    said,
    code,
    address: /Address\s+(\S+)/.exec(said)?.[1] ?? null,
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
