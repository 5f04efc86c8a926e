import pg from 'pg'

/** Every table of ours, which tests empty: from the schema, so that none is forgotten. */
const TABLES = `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`

/** Takes a client of the owner; empties all tables but those named. Only the owner may take the audit's trigger off. */
export async function empty(client: Pick<pg.Client, 'query'>, kept: string[] = []): Promise<void> {
  const { rows } = await client.query<{ name: string }>(TABLES)
  const names = rows.map(({ name }) => name).filter((name) => !kept.includes(name))
  for (const name of kept)
    if (!rows.some((row) => row.name === name)) throw new Error(`There is no table ${name} to keep.`)
  const all = names.map((name) => `DELETE FROM "${name}";`).join(' ')
  const sql = names.includes('audit_event')
    ? `ALTER TABLE audit_event DISABLE TRIGGER USER; ${all} ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_append_only`
    : all
  for (let times = 1; ; times++)
    try {
      await client.query(sql)
      return
    } catch (error) {
      // What the app does in the background takes its rows in another order.
      if ((error as { code?: string }).code !== DEADLOCK || times === 10) throw error
    }
}

const DEADLOCK = '40P01'

/** Runs SQL, one statement after another, as the owner of this test's database: what the app's own role may not. */
export function asOwner(...statements: string[]): Promise<void> {
  return withOwner(async (client) => {
    for (const statement of statements) await client.query(statement)
  })
}

/** A client of this test's database, as its owner. */
export const ownerClient = () => new pg.Client({ connectionString: process.env.DATABASE_OWNER_URL })

async function withOwner(run: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = ownerClient()
  await client.connect()
  try {
    await run(client)
  } finally {
    await client.end()
  }
}

/** Empties every table of this test's database. */
export const emptyTables = () => withOwner(empty)
