import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { step, Refusal } from './console.mjs'
import { takeLock } from './data-dir'
import { runNext } from './next.mjs'

// Everything that `next build` reads of ours.
const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'prisma/schema.prisma',
  'package-lock.json',
  'tsconfig.json',
]
const ROOT_FILES = /^(next\.config|postcss\.config|proxy|instrumentation)/
const stampFile = '.next/sources'

/** Builds the app when what it is built from has changed since the last build. */
export async function build(signal: AbortSignal): Promise<void> {
  if (isBuilt(fingerprint('.'))) return
  const lock = await takeLock('node_modules/.building', 10 * 60_000)
  if ('heldBy' in lock) throw new Refusal(`Another process (${lock.heldBy}) has been building for too long.`)
  try {
    const sources = fingerprint('.')
    // The process that held the lock may have built the same.
    if (isBuilt(sources)) return
    await step('Building the app', async () => {
      const next = runNext(['build'], { NODE_ENV: 'production', ...named(sources) }, signal)
      const code = await next.ended
      signal.throwIfAborted()
      if (code !== 0) throw new Refusal(`next build failed:\n${next.output()}`)
    })
    // next build empties its folder first, so that a failed build leaves no stamp.
    writeFileSync(stampFile, sources)
  } finally {
    lock.release()
  }
}

/**
 * Lets Next name the build and its actions by the sources, so that machines that build the same agree behind one balancer.
 * What is encrypted, the server encrypts with the key of its own environment.
 */
function named(sources: string): Record<string, string> {
  return {
    TENANTDESK_BUILD: sources.slice(0, 20),
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: Buffer.from(sources, 'hex').toString('base64'),
  }
}

function isBuilt(sources: string): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sources
}

/** A hash of everything that the app is built from. Tests do not count. */
export function fingerprint(root: string): string {
  const hash = createHash('sha256').update(process.version)
  const configs = readdirSync(root).filter((name) => ROOT_FILES.test(name))
  for (const source of [...SOURCES, ...configs].sort()) add(path.join(root, source))
  return hash.digest('hex')

  function add(file: string): void {
    const stat = statSync(file, { throwIfNoEntry: false })
    if (!stat || file.endsWith(path.join('db', 'generated')) || /\.test\.tsx?$/.test(file)) return
    if (stat.isDirectory())
      return readdirSync(file)
        .sort()
        .forEach((name) => add(path.join(file, name)))
    hash.update(`${path.relative(root, file)}\0${stat.size}\0`).update(readFileSync(file))
  }
}
