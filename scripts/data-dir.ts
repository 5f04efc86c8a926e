import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'
import { Refusal } from './console.mjs'
import { startedAt } from './process'

/** Made at the first start and kept, each in a file that only its owner reads. */
export type Secrets = {
  nextAuth: string
  serverActions: string
  dataKey: string
  /** Kept from before a rotation begins until it has ended, so that no end of the process loses the key. */
  nextDataKey?: string
  postgres: { superuser: string; owner: string; app: string }
  sandbox: { email: string; apiKey: string; apiToken: string; port: number }
}

/** Creates DATA_DIR where it is missing and returns its real path. */
export function openDataDir(setting: string): string {
  const folder = path.resolve(setting)
  try {
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true })
      // PostgreSQL's user must be able to pass through to its own folder when root starts it; nobody may look around.
      chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700)
    }
    const probe = path.join(folder, `.probe-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
    return realpathSync(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Refusal(
      `DATA_DIR ${folder} cannot be written by the user ${userInfo().username} (${code}): give it that right, or set another DATA_DIR.`,
    )
  }
}

/** Returns the secrets in `dataDir`, made at the first call. */
export function readSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json')
  const secret = (bytes = 32) => randomBytes(bytes).toString('base64url')
  const key = () => randomBytes(32).toString('base64')
  if (existsSync(file)) {
    const secrets = JSON.parse(readFileSync(file, 'utf8')) as Secrets
    // Made by a version in which the app owned its database, or encrypted nothing.
    if (!secrets.postgres.owner || !secrets.dataKey) {
      secrets.postgres.owner ||= secret()
      secrets.dataKey ||= key()
      writeSecrets(dataDir, secrets)
    }
    return secrets
  }
  const secrets: Secrets = {
    nextAuth: secret(),
    serverActions: key(),
    dataKey: key(),
    postgres: { superuser: secret(), owner: secret(), app: secret() },
    // In the shapes of Cloudflare's own.
    sandbox: {
      email: 'partner@sandbox.example',
      apiKey: randomBytes(19).toString('hex').slice(1),
      apiToken: secret(30),
      // Below the range that systems hand out, so that it is likely free again at the next start.
      port: randomInt(20_000, 30_000),
    },
  }
  writeSecrets(dataDir, secrets)
  return secrets
}

/** Replaces the secrets in `dataDir`. */
export function writeSecrets(dataDir: string, secrets: Secrets): void {
  writePrivate(path.join(dataDir, 'secrets.json'), JSON.stringify(secrets, null, 2))
}

/** Writes a file that only its owner may read, all of it or nothing. */
export function writePrivate(file: string, content: string): void {
  const partial = `${file}.${process.pid}`
  writeFileSync(partial, content, { mode: 0o600 })
  renameSync(partial, file)
}

/**
 * Makes `holder` (this process) the one that uses `file` as its lock, and returns how to let go of it. A lock whose process is
 * gone, or whose pid now belongs to another process, is taken over. Waits up to `patience` milliseconds for a living
 * owner to go; returns its pid when it does not.
 */
export async function takeLock(
  file: string,
  patience: number,
  holder = process.pid,
): Promise<{ release: () => void } | { heldBy: number }> {
  const mine = `${holder} ${startedAt(holder)}`
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, mine)
  try {
    for (const deadline = Date.now() + patience; ;) {
      try {
        // Linking is atomic and the lock is born with its content.
        linkSync(draft, file)
        return { release: () => rmSync(file, { force: true }) }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const owner = read(file)
      const [pid, started] = owner.split(' ')
      if (owner && startedAt(Number(pid)) !== started) remove(file, owner)
      else if (Date.now() > deadline) return { heldBy: Number(pid) }
      else await new Promise((resolve) => setTimeout(resolve, 100))
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Removes a stale lock, unless somebody was faster and the lock is already another. */
function remove(file: string, stale: string): void {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
    if (read(aside) !== stale) linkSync(aside, file)
  } catch {
    // Gone, or taken, in the meantime: the next look tells.
  } finally {
    rmSync(aside, { force: true })
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
