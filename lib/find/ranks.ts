import 'server-only'
import { plainLetters, plainName } from '@/lib/core/names'
import { foldTerm, type TermKind } from '@/lib/directory/terms'
import type { Mark } from './schema'

/** How well something matches, the best first. */
export const RANK = { id: 0, domain: 1, name: 2, prefix: 3, word: 4, part: 5, similar: 6 } as const
export type Rank = (typeof RANK)[keyof typeof RANK]

/** What somebody typed, folded as the terms are. */
export type Wanted = {
  text: string
  /** As `norm` of each kind. */
  norms: { name: string; zone: string; member: string }
  squeezed: string
  /** Its parts between spaces, squeezed; a term with all of them matches. */
  tokens: string[]
  words: string[]
}

const TOKENS_MAX = 8

export function wanted(text: string): Wanted {
  const letters = text.split(/\s+/u).map((part) => squeeze(part, ''))
  const parts = letters.some((part) => part !== '') ? letters : [squeeze(text.trim())]
  return {
    text,
    norms: {
      name: plainName(text),
      zone: foldTerm(text.trim(), 'zone').norm,
      member: foldTerm(text.trim(), 'member').norm,
    },
    squeezed: parts.join(''),
    tokens: [...new Set(parts)].filter((part) => part !== '').slice(0, TOKENS_MAX),
    // As those of a domain: split at every sign.
    words: foldTerm(text, 'member').words,
  }
}

export type Candidate = { kind: TermKind; norm: string; squeezed: string }

/** Null where it does not match. */
export function rankOf({ kind, norm, squeezed }: Candidate, { norms, tokens, ...all }: Wanted): Rank | null {
  const wantedNorm = kind === 'zone' ? norms.zone : kind === 'member' ? norms.member : norms.name
  // Of a domain in another script, its form in the DNS follows.
  const [own = ''] = squeezed.split(' ')
  if (kind !== 'note') {
    if (norm === wantedNorm || own === all.squeezed) return RANK.name
    if (norm.startsWith(wantedNorm) || own.startsWith(all.squeezed)) return RANK.prefix
  }
  const dns = all.text.toLowerCase()
  if (dns.includes('xn--') && squeezed.includes(dns)) return RANK.part
  if (!tokens.every((token) => own.includes(token))) return null
  const beginnings = wordBeginnings(norm)
  if (tokens.every((token) => beginnings.some((rest) => rest.startsWith(token)))) return RANK.word
  return RANK.part
}

/** Where the parts of what was typed stand in a text as it is shown. */
export function marksOf(text: string, tokens: string[]): Mark[] {
  let folded = ''
  const from: number[] = []
  const to: number[] = []
  let at = 0
  for (const sign of text) {
    const its = squeeze(sign, '')
    folded += its
    for (let unit = 0; unit < its.length; unit++) {
      from.push(at)
      to.push(at + sign.length)
    }
    at += sign.length
  }
  const marks: Mark[] = []
  for (const token of tokens) {
    const found = token === '' ? -1 : folded.indexOf(token)
    if (found >= 0) marks.push([from[found]!, to[found + token.length - 1]!])
  }
  return merged(marks)
}

const AROUND = 40

/** The part of a long text around what was found in it. */
export function excerpt(text: string, tokens: string[]): string {
  const line = text.replace(/\s+/gu, ' ').trim()
  const [first] = marksOf(line, tokens)
  const from = Math.max(0, (first?.[0] ?? 0) - AROUND)
  const to = Math.min(line.length, (first?.[1] ?? 0) + 2 * AROUND)
  const cut = line.slice(from, to).replace(/^\p{Cs}|\p{Cs}$/gu, '')
  return `${from > 0 ? '…' : ''}${cut}${to < line.length ? '…' : ''}`
}

function merged(marks: Mark[]): Mark[] {
  const kept: Mark[] = []
  for (const [from, to] of marks.sort((a, b) => a[0] - b[0])) {
    const last = kept.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else kept.push([from, to])
  }
  return kept
}

/** Letters and digits alone; where there are none, the signs are what is wanted. */
export function squeeze(text: string, otherwise = text): string {
  return plainLetters(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, '') || otherwise
}

/** What stands from the beginning of each word on, without spaces and signs. */
function wordBeginnings(norm: string): string[] {
  const words = norm.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '')
  return words.map((_, index) => words.slice(index).join(''))
}
