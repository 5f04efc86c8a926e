import 'server-only'
import { may, type Permission, type Role } from '@/lib/auth/permissions'
import { onConnection, pool } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { foldTerm, type TermKind } from '@/lib/directory/terms'
import type { Wanted } from './ranks'

export type Candidate = {
  kind: TermKind
  subjectId: string
  accountId: string
  text: string
  norm: string
  squeezed: string
}

/** Reads within one lookup. */
export type Read = <Row>(query: Prisma.Sql) => Promise<Row[]>

/** Of a kind: what begins with it; of a group of kinds: what holds it. The best of these are shown. */
const BEGINNING_MAX = 150
const PARTS_MAX = 300
const SECONDS = 3

/** Kinds with one index of parts, as the migration has it. */
const GROUPS: TermKind[][] = [
  ['account', 'business', 'alias', 'tag', 'token'],
  ['zone'],
  ['member'],
  ['note'],
]

// Shorter words are like too many others. Two letters in the place of each other are a distance of two.
const MISTYPED_MIN = 4
const DISTANCE = 2
const VARIANTS = 8

/**
 * Works on one connection, with a plan made for what is asked for: the table is never read whole, however frequent the
 * planner takes something to be.
 */
export function lookingUp<T>(work: (read: Read) => Promise<T>): Promise<T> {
  return onConnection(async (client) => {
    await client.query(
      `BEGIN READ ONLY; SET LOCAL statement_timeout = '${SECONDS}s'; SET LOCAL jit = off;
      SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_custom_plan`,
    )
    const found = await work(async <Row>({ text, values }: Prisma.Sql) => {
      const { rows } = await client.query({ text, values: values as unknown[] })
      return rows as Row[]
    })
    await client.query('COMMIT')
    return found
  }, pool().connect())
}

/** Whether that was a lookup that took too long. */
export function tookTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014'
}

/** What may match, without an order; `rankOf` tells whether it does. */
export async function candidates(read: Read, wanted: Wanted, role: Role): Promise<Candidate[]> {
  const { squeezed, tokens } = wanted
  if (squeezed === '') return []
  const groups = searched(role)
  const beginnings = groups
    .flat()
    .filter((kind) => kind !== 'note')
    .map((kind) => beginningWith(kind, squeezed))
  // Fewer than three letters have no trigram: they are looked for at the beginning alone.
  const long = tokens.filter((token) => /[\p{L}\p{N}]{3}/u.test(token))
  const parts =
    long.length === 0 ? [] : groups.map((kinds) => holding(kinds, all(tokens.map((token) => like(token)))))
  const dns = wanted.text.toLowerCase()
  const inDns = dns.includes('xn--') ? [holding(['zone'], like(dns))] : []
  return read(Prisma.sql`${Prisma.join([...beginnings, ...parts, ...inDns], ' UNION ALL ')}`)
}

/** Terms of one kind that are exactly that: domains, as the DNS has them, and e-mail addresses. */
export async function exactly(read: Read, kind: 'zone' | 'member', texts: string[]): Promise<Candidate[]> {
  if (texts.length === 0) return []
  const forms = texts.map((text) => foldTerm(text, kind))
  const found = await read<Candidate>(Prisma.sql`
    SELECT ${COLUMNS} FROM directory_term
    WHERE kind = ${kind} AND squeezed = ANY(${forms.map(({ squeezed }) => squeezed)}::text[]) LIMIT 500`)
  const norms = new Set(forms.map(({ norm }) => norm))
  return found.filter(({ norm }) => norms.has(norm))
}

/** Whether words can be told by how many letters they differ: the extension is not everywhere to be had. */
export async function tellsDistances(read: Read): Promise<boolean> {
  const [told] = await read<{ there: boolean }>(
    Prisma.sql`SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'fuzzystrmatch') AS there`,
  )
  return told!.there
}

/** Terms of words like those, where none is as it was typed. `variants`: of each word, what it may be. */
export async function mistyped(
  read: Read,
  wanted: Wanted,
  role: Role,
): Promise<{ found: Candidate[]; variants: Map<string, number>[] }> {
  const words = wanted.words.slice(0, 4)
  const variants: Map<string, number>[] = []
  for (const word of words) variants.push(await likeWord(read, word))
  if (words.length === 0 || variants.some((its) => its.size === 0)) return { found: [], variants: [] }
  const condition = all(variants.map((its) => any([...its.keys()].map((word) => like(word)))))
  const found = await read<Candidate>(
    Prisma.sql`${Prisma.join(
      searched(role).map((kinds) => holding(kinds, condition)),
      ' UNION ALL ',
    )}`,
  )
  return { found, variants }
}

/** Words of the directory, and by how many letters they differ. */
async function likeWord(read: Read, word: string): Promise<Map<string, number>> {
  const [first] = word
  const length = [...word].length
  if (length < MISTYPED_MIN) return new Map([[word, 0]])
  const rows = await read<{ word: string; distance: number }>(Prisma.sql`
    SELECT word, distance FROM (
      SELECT word, levenshtein_less_equal(word, ${word}, ${DISTANCE}) AS distance FROM directory_word
      WHERE word >= ${first} AND word < ${after(first!)} AND length(word) BETWEEN ${length - 2} AND ${length + 2}
    ) near
    WHERE distance <= ${DISTANCE} ORDER BY distance, word LIMIT ${VARIANTS}`)
  return new Map(rows.map((row) => [row.word, row.distance]))
}

const READABLE: Partial<Record<TermKind, Permission>> = {
  business: 'kyc.read',
  zone: 'zones.read',
  member: 'members.read',
  token: 'tokens.read',
}

function searched(role: Role): TermKind[][] {
  const allowed = (kind: TermKind) => may(role, READABLE[kind] ?? 'accounts.read')
  return GROUPS.map((kinds) => kinds.filter(allowed)).filter((kinds) => kinds.length > 0)
}

const COLUMNS = Prisma.raw('kind, subject_id AS "subjectId", account_id AS "accountId", text, norm, squeezed')

// In the order of the index: what is exactly that comes first.
function beginningWith(kind: TermKind, squeezed: string): Prisma.Sql {
  return Prisma.sql`(
    SELECT ${COLUMNS} FROM directory_term
    WHERE kind = ${kind} AND squeezed >= ${squeezed} AND squeezed < ${after(squeezed)}
    ORDER BY squeezed LIMIT ${BEGINNING_MAX}
  )`
}

// The kinds stand in the text of the query, as in the condition of the index.
function holding(kinds: TermKind[], condition: Prisma.Sql): Prisma.Sql {
  const group = GROUPS.find((each) => each.includes(kinds[0]!))!
  const literal = (all: TermKind[]) =>
    all.length === 1 ? `kind = '${all[0]}'` : `kind IN (${all.map((kind) => `'${kind}'`).join(', ')})`
  const left = group.filter((kind) => !kinds.includes(kind))
  const without =
    left.length > 0 ? ` AND kind <> ALL(ARRAY[${left.map((kind) => `'${kind}'`).join(', ')}])` : ''
  return Prisma.sql`(
    SELECT ${COLUMNS} FROM directory_term
    WHERE ${Prisma.raw(literal(group) + without)} AND ${condition} LIMIT ${PARTS_MAX}
  )`
}

function like(part: string): Prisma.Sql {
  return Prisma.sql`squeezed LIKE ${`%${part.replace(/[\\%_]/g, '\\$&')}%`}`
}

function all(conditions: Prisma.Sql[]): Prisma.Sql {
  return Prisma.join(conditions, ' AND ')
}

function any(conditions: Prisma.Sql[]): Prisma.Sql {
  return Prisma.sql`(${Prisma.join(conditions, ' OR ')})`
}

/** The end of the range of what begins with it, in the order of the bytes. */
function after(beginning: string): string {
  return `${beginning}\u{10FFFF}`
}
