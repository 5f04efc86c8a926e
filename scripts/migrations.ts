import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'
import { prepareEngine } from '@/lib/workflows/engine'
import { Refusal } from './console.mjs'

const root = path.resolve(import.meta.dirname, '..')
const schemaFile = path.join(root, 'prisma/schema.prisma')
const filters = { externalTables: [], externalEnums: [] }
// Any number will do, as long as every process that migrates takes the same one.
const MIGRATION_LOCK = 7_238_104_915

export const migrationsDirectory = path.join(root, 'prisma/migrations')

/**
 * Applies what is missing of `prisma/migrations`, one process at a time; returns the names applied. Then lets `appRole`
 * work in the database where the app has a role of its own. The bookkeeping is Prisma's, so `prisma migrate deploy`
 * agrees with it.
 */
export async function migrate(databaseUrl: string, appRole?: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    const applied = (await nothingToApply(client)) ? [] : await apply(databaseUrl)
    await prepareEngine(databaseUrl)
    if (appRole) await admit(client, appRole)
    return applied
  } finally {
    await client.end()
  }
}

async function apply(databaseUrl: string): Promise<string[]> {
  const input = { migrationsList: migrations(), filters }
  const { appliedMigrationNames } = await withEngine(databaseUrl, (engine) => engine.applyMigrations(input))
  return appliedMigrationNames
}

/**
 * Gives `role` what the app needs in every schema that the owner has made: it reads and writes rows and makes nothing.
 * Of the audit and of the record of migrations it may change no row.
 */
async function admit(client: pg.Client, role: string): Promise<void> {
  const app = pg.escapeIdentifier(role)
  const { rows } = await client.query<{ schema: string }>(
    `select quote_ident(nspname) as schema from pg_namespace
     where nspname = 'public' or pg_get_userbyid(nspowner) = current_user`,
  )
  // Together, so that nobody at work misses a right for a moment.
  await client.query(
    [
      'begin',
      ...rows.flatMap(({ schema }) => [
        `revoke create on schema ${schema} from public, ${app}`,
        `grant usage on schema ${schema} to ${app}`,
        `grant select, insert, update, delete on all tables in schema ${schema} to ${app}`,
        `grant usage, select on all sequences in schema ${schema} to ${app}`,
      ]),
      `revoke all on audit_event, _prisma_migrations from ${app}`,
      `grant select, insert on audit_event to ${app}`,
      `grant select on _prisma_migrations to ${app}`,
      'commit',
    ].join(';'),
  )
}

/** As `migrate`, with what stands in the way as one sentence for the person at the terminal. */
export async function migrateOrRefuse(databaseUrl: string, appRole?: string): Promise<string[]> {
  try {
    return await migrate(databaseUrl, appRole)
  } catch (error) {
    // Below its first line the engine tells where in its own code it was.
    const [reason = ''] = (error as Error).message.trim().split('\n   0: ')
    if (reason.includes('schema is not empty'))
      throw new Refusal(
        'DATABASE_URL leads to a database that holds tables of something else: give Tenantdesk an empty one.',
      )
    if (reason.includes('permission denied') || reason.includes('must be owner'))
      throw new Refusal(
        'The database is to be migrated, which the role of DATABASE_URL may not: set DATABASE_OWNER_URL to the role that owns it, here or for npm run migrate.',
      )
    throw new Refusal(`The database could not be migrated: ${reason}`)
  }
}

/** The SQL that leads from a migrated database to `schema.prisma`, empty when they agree. */
export async function difference(databaseUrl: string): Promise<string> {
  const schema = { files: [{ path: schemaFile, content: readFileSync(schemaFile, 'utf8') }] }
  const { stdout } = await withEngine(databaseUrl, (engine) =>
    engine.diff({
      from: { tag: 'schemaDatasource', ...schema, configDir: path.dirname(schemaFile) },
      to: { tag: 'schemaDatamodel', ...schema },
      script: true,
      exitCode: null,
      filters,
    }),
  )
  const sql = stdout ?? ''
  return sql.replace('-- This is an empty migration.', '').trim() === '' ? '' : sql
}

/** Spares the usual start the time that the engine takes to load. */
async function nothingToApply(client: pg.Client): Promise<boolean> {
  const { rows: tables } = await client.query(`select from pg_tables where tablename = '_prisma_migrations'`)
  if (tables.length === 0) return false
  const { rows } = await client.query<{ name: string; done: boolean }>(
    'select migration_name as name, finished_at is not null as done from _prisma_migrations where rolled_back_at is null',
  )
  const applied = new Set(rows.map(({ name }) => name))
  return rows.every(({ done }) => done) && migrationNames().every((name) => applied.has(name))
}

/** The names in `prisma/migrations`, in the order in which they apply. */
export function migrationNames(): string[] {
  return readdirSync(migrationsDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

function migrations() {
  const read = (...names: string[]) => readFileSync(path.join(migrationsDirectory, ...names), 'utf8')
  return {
    baseDir: migrationsDirectory,
    lockfile: { path: 'migration_lock.toml', content: read('migration_lock.toml') },
    shadowDbInitScript: '',
    migrationDirectories: migrationNames().map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: read(name, 'migration.sql') },
      },
    })),
  }
}

async function withEngine<T>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  engineModule ??= loadEngine()
  const { SchemaEngine } = await engineModule
  const pool = new EnginePool({ connectionString: databaseUrl })
  try {
    const datamodels: [string, string][] = [[schemaFile, readFileSync(schemaFile, 'utf8')]]
    const adapter = bindMigrationAwareSqlAdapterFactory(new EngineAdapter(pool))
    return await work(await SchemaEngine.new({ datamodels }, () => {}, adapter))
  } finally {
    await pool.end()
  }
}

/** Prisma's adapter, with two things mended that only the schema engine meets. */
class EngineAdapter extends PrismaPg {
  constructor(private readonly pool: EnginePool) {
    super(pool)
  }

  override async connect() {
    const adapter = await super.connect()
    // The adapter splits a script at every semicolon, also inside a function's body; sent whole it is one transaction.
    adapter.executeScript = async (sql) => void (await adapter.executeRaw({ sql, args: [], argTypes: [] }))
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query)
      for (const column of this.pool.charColumns.get(result.rows) ?? []) {
        result.columnTypes[column] = ColumnTypeEnum.Character
      }
      return result
    }
    return adapter
  }
}

/** The adapter refuses PostgreSQL's internal type "char" (18), which the catalogue is full of: it is shown as text (25). */
class EnginePool extends pg.Pool {
  readonly charColumns = new WeakMap<unknown[], number[]>()

  // Its overloads cannot be overridden one by one.
  override query = async (...args: unknown[]): Promise<never> => {
    const plain = pg.Pool.prototype.query as unknown as (...args: unknown[]) => Promise<pg.QueryResult>
    const result = await plain.apply(this, args)
    const columns = (result.fields ?? []).flatMap((field, index) => (field.dataTypeID === 18 ? [index] : []))
    for (const column of columns) result.fields[column]!.dataTypeID = 25
    if (columns.length > 0) this.charColumns.set(result.rows, columns)
    return result as never
  }
}

/** Prisma's schema engine as WebAssembly: its native build is a download that many machines cannot reach. */
async function loadEngine() {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const { instance } = await WebAssembly.instantiate(
    readFileSync(path.join(folder, 'schema_engine_bg.wasm')),
    {
      './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports,
    },
  )
  glue.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  return glue
}
// Once in a process: the glue keeps a view of the memory of the instance it met first.
let engineModule: ReturnType<typeof loadEngine> | undefined
