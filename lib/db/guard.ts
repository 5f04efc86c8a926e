import 'server-only'

type Client = { query(sql: string): Promise<{ rows: { guarded: boolean }[] }> }

/**
 * Returns whether the role of this connection can only add to the audit. It cannot where it owns the table, its schema
 * or its database (or is a member of who does, or may make itself one), or has a right to change rows.
 */
export async function auditIsGuarded(client: Client): Promise<boolean> {
  const { rows } = await client.query(`
    select not (
      rolsuper or rolcreaterole
      or pg_has_role(relowner, 'MEMBER') or pg_has_role(nspowner, 'MEMBER') or pg_has_role(datdba, 'MEMBER')
      or has_table_privilege(pg_class.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
      or has_any_column_privilege(pg_class.oid, 'UPDATE')
    ) as guarded
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace, pg_roles, pg_database
    where pg_class.oid = 'audit_event'::regclass and rolname = current_user and datname = current_database()`)
  return rows[0]!.guarded
}
