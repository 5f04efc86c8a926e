import 'server-only'
import { domainToUnicode } from 'node:url'
import { asciiDomain } from '@/lib/core/domains'
import { keepable, plainLetters, plainName } from '@/lib/core/names'
import type { Prisma } from '@/lib/db/generated/client'

/** What a term is. The subject of `account` and `business` is the account; of the others it is the thing itself. */
export type TermKind = 'account' | 'business' | 'zone' | 'member' | 'token' | 'alias' | 'tag' | 'note'

/** `text`: as it is shown. Of a zone its name as the DNS has it, of a member the e-mail address. */
export type Term = { kind: TermKind; subjectId: string; accountId: string; text: string }

export type Folded = {
  /** Domains and e-mail addresses keep their dots and their @, everything else is as `plainName`. */
  norm: string
  /** Without spaces and signs; then, of a domain in another script, its form in the DNS. */
  squeezed: string
  /** What somebody may mistype. */
  words: string[]
}

// An index takes 2,704 bytes of a row.
const NORM_MAX = 2_000
/** What is longer is several terms: notes are. */
const PIECE = 400
const OVERLAP = 60
const WORDS_MAX = 100

type Tx = Pick<Prisma.TransactionClient, '$executeRaw'>

/**
 * Keeps what its subjects are found by, and writes only what has changed. Best called once in a transaction, with all
 * there is to keep: the rows are written in one order, so that two transactions do not wait for each other.
 */
export async function putTerms(tx: Tx, terms: Term[]): Promise<void> {
  if (terms.length === 0) return
  const rows = new Map(
    terms.flatMap(piecesOf).map((term) => {
      const text = keepable(term.text)
      return [`${term.kind} ${term.subjectId}`, { ...term, text, ...foldTerm(text, term.kind) }]
    }),
  )
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  const column = (of: 'kind' | 'subjectId' | 'accountId' | 'text' | 'norm' | 'squeezed') =>
    sorted.map((row) => row[of])
  await tx.$executeRaw`
    INSERT INTO directory_term AS kept (kind, subject_id, account_id, text, norm, squeezed)
    SELECT * FROM unnest(
      ${column('kind')}::text[], ${column('subjectId')}::text[], ${column('accountId')}::text[],
      ${column('text')}::text[], ${column('norm')}::text[], ${column('squeezed')}::text[]
    )
    ON CONFLICT (kind, subject_id) DO UPDATE
    SET account_id = excluded.account_id, text = excluded.text, norm = excluded.norm, squeezed = excluded.squeezed
    WHERE (kept.account_id, kept.text, kept.norm, kept.squeezed)
      IS DISTINCT FROM (excluded.account_id, excluded.text, excluded.norm, excluded.squeezed)`
  const notes = terms.filter(({ kind }) => kind === 'note').map(({ subjectId }) => subjectId)
  if (notes.length > 0) await dropPieces(tx, notes, [...rows.values()])
  const words = [...new Set(sorted.flatMap((row) => row.words))].sort()
  // Words that are there are looked up first: a conflict costs a write.
  await tx.$executeRaw`
    INSERT INTO directory_word (word)
    SELECT word FROM unnest(${words}::text[]) AS word
    WHERE NOT EXISTS (SELECT FROM directory_word kept WHERE kept.word = word.word)
    ORDER BY word COLLATE "C"
    ON CONFLICT DO NOTHING`
}

/** Forgets what subjects were found by. Accounts that are gone keep their terms: they are found, as gone. */
export async function dropTerms(tx: Tx, kind: TermKind, subjectIds: string[]): Promise<void> {
  if (subjectIds.length === 0) return
  await tx.$executeRaw`DELETE FROM directory_term WHERE kind = ${kind} AND subject_id = ANY(${subjectIds}::text[])`
  if (kind === 'note') await dropPieces(tx, subjectIds, [])
}

/** How a text is compared with others of its kind. */
export function foldTerm(text: string, kind: TermKind): Folded {
  if (kind === 'zone') return foldDomain(text)
  if (kind === 'member') return foldEmail(text)
  const norm = cut(plainName(text))
  return { norm, squeezed: squeeze(norm), words: wordsOf(`${norm} ${plainLetters(text)}`) }
}

/** The subject whose term, or piece of one, this is. */
export function subjectOf(subjectId: string): string {
  return subjectId.split('~')[0]!
}

function foldDomain(name: string): Folded {
  const ascii = asciiDomain(name) ?? name.toLowerCase()
  const norm = cut(plainLetters(readable(ascii)))
  return {
    norm,
    squeezed: cut(ascii.includes('xn--') ? `${squeeze(norm)} ${ascii}` : squeeze(norm)),
    words: wordsOf(norm),
  }
}

function foldEmail(email: string): Folded {
  const at = email.lastIndexOf('@')
  const norm = cut(plainLetters(email.slice(0, at + 1) + readable(email.slice(at + 1))))
  return { norm, squeezed: squeeze(norm), words: wordsOf(norm) }
}

/** As people write it; what is no domain stays as it is. */
function readable(domain: string): string {
  return domainToUnicode(domain) || domain
}

function squeeze(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}]+/gu, '') || text
}

function wordsOf(text: string): string[] {
  const words = text
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word.length >= 3 && word.length <= 40 && /\p{L}/u.test(word))
  return [...new Set(words)].slice(0, WORDS_MAX)
}

function cut(text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= NORM_MAX) return text
  return bytes
    .subarray(0, NORM_MAX)
    .toString()
    .replace(/\uFFFD+$/, '')
}

function piecesOf(term: Term): Term[] {
  const letters = [...term.text]
  if (term.kind !== 'note' || letters.length <= PIECE) return [term]
  const pieces: Term[] = []
  for (let from = 0; from === 0 || from + OVERLAP < letters.length; from += PIECE - OVERLAP) {
    const subjectId = from === 0 ? term.subjectId : `${term.subjectId}~${pieces.length + 1}`
    pieces.push({ ...term, subjectId, text: letters.slice(from, from + PIECE).join('') })
  }
  return pieces
}

/** Forgets the pieces of these notes, except the ones to keep. */
async function dropPieces(tx: Tx, notes: string[], keep: Term[]): Promise<void> {
  const kept = keep.filter(({ kind }) => kind === 'note').map(({ subjectId }) => subjectId)
  const patterns = notes.map((id) => `${id.replace(/[\\%_]/g, '\\$&')}~%`)
  await tx.$executeRaw`
    DELETE FROM directory_term
    WHERE kind = 'note' AND subject_id LIKE ANY(${patterns}::text[]) AND subject_id <> ALL(${kept}::text[])`
}
