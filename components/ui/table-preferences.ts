/** How a person likes each table, by the table's id: kept in a cookie, so that the server draws it right at once. */
export type TablePreference = {
  /** Ids of columns that are left out. */
  hidden: string[]
  dense: boolean
}
export type TablePreferences = Record<string, TablePreference>

export const TABLES_COOKIE = 'tables'
export const AS_IT_COMES: TablePreference = { hidden: [], dense: false }

// Browsers keep four kilobytes a cookie; nobody has this many tables.
const TABLES_MAX = 40

/** What makes no sense in the cookie is left out. */
export function readTables(cookie: string | undefined): TablePreferences {
  const tables: TablePreferences = {}
  for (const entry of (cookie ?? '').split('!').slice(0, TABLES_MAX)) {
    const [, id, dense, hidden] = /^([a-z][a-z\d-]{0,39}):(d?)((?:\.[\w-]{1,40}){0,40})$/.exec(entry) ?? []
    if (id) tables[id] = { hidden: hidden!.split('.').filter(Boolean), dense: dense === 'd' }
  }
  return tables
}

/** The cookie's value, of letters that need no escaping: `zones:d.type.plan!members:.status`. */
export function writeTables(tables: TablePreferences): string {
  return Object.entries(tables)
    .filter(([, { hidden, dense }]) => dense || hidden.length > 0)
    .map(([id, { hidden, dense }]) => `${id}:${dense ? 'd' : ''}${hidden.map((each) => `.${each}`).join('')}`)
    .join('!')
}
