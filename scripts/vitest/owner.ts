import pg from 'pg'

/** Runs SQL, one statement after another, as the owner of this test's database: what the app's own role may not. */
export async function asOwner(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_OWNER_URL })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Only a test may: the table's owner takes its trigger off for a moment. */
export function emptyAudit(): Promise<void> {
  return asOwner(`
    ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only;
    DELETE FROM audit_event;
    ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_append_only`)
}
