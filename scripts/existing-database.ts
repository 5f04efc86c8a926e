import pg from 'pg'
import { Refusal } from './console.mjs'

const OLDEST = 15

/**
 * Makes sure that the PostgreSQL of DATABASE_URL can be used. Throws a Refusal that says what is wrong and never
 * shows the password.
 */
export async function requireDatabase(databaseUrl: string): Promise<void> {
  const { host, pathname, username } = new URL(databaseUrl)
  const where = `${host}${pathname}`
  let client: pg.Client | undefined
  try {
    // It reads the certificates that the address names.
    client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
    client.on('error', () => {})
    await client.connect()
    const { rows } = await client.query<{ version: string; encoding: string }>(
      `select current_setting('server_version') as version, current_setting('server_encoding') as encoding`,
    )
    const { version, encoding } = rows[0]!
    if (parseInt(version) < OLDEST) {
      throw new Refusal(
        `DATABASE_URL leads to PostgreSQL ${version} at ${where}; ${OLDEST} or newer is needed.`,
      )
    }
    if (encoding !== 'UTF8') {
      throw new Refusal(
        `DATABASE_URL leads to a database in ${encoding} at ${where}, which cannot hold every name: one in UTF8 is needed.`,
      )
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(
      `DATABASE_URL cannot be used: ${reason(error as NodeJS.ErrnoException, where, username)}`,
    )
  } finally {
    await client?.end().catch(() => {})
  }
}

function reason({ code, message, ...error }: NodeJS.ErrnoException, where: string, user: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `nothing listens at ${where}.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host of ${where} is not known.`
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${where} cannot be reached.`
    case '28P01':
    case '28000':
      return `${where} refuses the user "${user}" or its password.`
    case 'ENOENT':
      return `a file that it names is not there (${message.replace(/^ENOENT: /, '')}).`
    case '3D000':
      return `there is no such database at ${where}.`
  }
  // Node tries several addresses of one name and reports them together.
  const [first] = (error as { errors?: NodeJS.ErrnoException[] }).errors ?? []
  if (first) return reason(first, where, user)
  if (/timeout/i.test(message)) return `${where} does not answer.`
  return `${where} says "${message}".`
}
