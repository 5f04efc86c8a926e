import pg from 'pg'
import { auditIsGuarded } from '@/lib/db/guard'
import { Refusal } from './console.mjs'
import { migrateOrRefuse } from './migrations'

const OLDEST = 15

/**
 * Makes sure that the PostgreSQL at an address, which came from the variable `name`, can be used. Throws a Refusal that
 * says what is wrong and never shows the password.
 */
export async function requireDatabase(databaseUrl: string, name = 'DATABASE_URL'): Promise<void> {
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
      throw new Refusal(`${name} leads to PostgreSQL ${version} at ${where}; ${OLDEST} or newer is needed.`)
    }
    if (encoding !== 'UTF8') {
      throw new Refusal(
        `${name} leads to a database in ${encoding} at ${where}, which cannot hold every name: one in UTF8 is needed.`,
      )
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(`${name} cannot be used: ${reason(error as NodeJS.ErrnoException, where, username)}`)
  } finally {
    await client?.end().catch(() => {})
  }
}

/**
 * Migrates the database as its owner and lets the role of `url` work in it; without an owner's address that role does
 * both. Returns what was applied, and whether the app can only add to the audit. Throws a Refusal that says what to do.
 */
export async function prepareDatabase({
  url,
  ownerUrl,
}: {
  url: string
  ownerUrl: string | undefined
}): Promise<{ applied: string[]; guarded: boolean }> {
  const app = await withClient(url, role)
  if (ownerUrl) await withClient(ownerUrl, (client) => requireOwner(client, app))
  const applied = await migrateOrRefuse(ownerUrl ?? url, ownerUrl && app)
  const guarded = await withClient(url, auditIsGuarded)
  if (ownerUrl && !guarded) {
    throw new Refusal(
      `The role "${app}" of DATABASE_URL could change the audit: it must be no superuser, own nothing here and be no member of the role of DATABASE_OWNER_URL.`,
    )
  }
  return { applied, guarded }
}

async function role(client: pg.Client): Promise<string> {
  return (await client.query<{ name: string }>('select current_user as name')).rows[0]!.name
}

async function requireOwner(client: pg.Client, app: string): Promise<void> {
  const owner = await role(client)
  if (owner === app) {
    throw new Refusal(
      `DATABASE_URL and DATABASE_OWNER_URL name the same role "${app}": give the app one of its own in DATABASE_URL.`,
    )
  }
  const { rows } = await client.query<{ name: string }>(
    `select distinct pg_get_userbyid(relowner) as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relowner <> current_user::regrole`,
  )
  if (rows.length > 0) {
    throw new Refusal(
      `The tables that DATABASE_OWNER_URL leads to belong to "${rows[0]!.name}": as a superuser, run REASSIGN OWNED BY "${rows[0]!.name}" TO "${owner}" in that database, and start again.`,
    )
  }
}

/** Runs `work` on a connection of its own. */
export async function withClient<T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
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
