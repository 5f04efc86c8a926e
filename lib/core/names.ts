import type { RefinementCtx } from 'zod'

// Not spaces, nor characters without a shape of their own. Joiners are: emoji and Persian need them, beside others.
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{DI}\u2800]/u
// Half of an emoji that was cut, and NUL: PostgreSQL keeps neither.
const BROKEN = /[\p{Cs}\0]/u
// Embeddings, overrides and isolates: with one of them "abc" and "gnp.exe" are read as "abcexe.png".
const TURNING = /[\u202A-\u202E\u2066-\u2069]/u

/** A zod refinement for names that are newly given: they are seen, and read as they are written. */
export function honestName(name: string, context: RefinementCtx): void {
  wholeText(name, context)
  const { addIssue } = context
  if (name !== '' && !VISIBLE.test(name))
    addIssue({ code: 'custom', message: 'Use at least one visible character.' })
  if (TURNING.test(name))
    addIssue({
      code: 'custom',
      message: 'It contains invisible characters that change the direction of the text. Type it again.',
    })
}

/** A zod refinement for texts that are newly given: all their characters are whole. */
export function wholeText(text: string, { addIssue }: RefinementCtx): void {
  if (BROKEN.test(text))
    addIssue({ code: 'custom', message: 'It contains an invalid character. Type it again.' })
}

/** The text as it can be kept, with a mark for each broken character. */
export function keepable(text: string): string {
  return text.replace(new RegExp(BROKEN, 'gu'), '\uFFFD')
}

/** The first characters, none of them cut in half. */
export function firstOf(text: string, max: number): string {
  return [...text].slice(0, max).join('')
}

// Letters that look like others and do not fall apart into them.
const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** Without case and accents, all its signs where they were. */
export function plainLetters(text: string): string {
  return (
    text
      .normalize('NFKD')
      .toLowerCase()
      // Accents of letters alone: in other scripts marks are vowels.
      .replace(/[\u0300-\u036F\p{Cf}]/gu, '')
      .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]!)
  )
}

/** Without case, accents and punctuation, with one space between the words: to search by. */
export function plainName(name: string): string {
  const plain = plainLetters(name)
    // A dot or an apostrophe joins what stands at its sides: "S.A.", "O’Neill".
    .replace(/[.'’‘`´]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
  // Where nothing is left of it, its signs are the name.
  return plain || name.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase()
}

// How companies end, as `plainName` leaves it and without spaces.
const COMPANY_FORMS = new Set(
  (
    'ltd limited inc incorporated corp corporation co company llc llp lp plc pllc pty proprietary pvt private pte ' +
    'gmbh ggmbh ag kg kgaa ohg ug se eg ev mbh sa sas sasu sarl eurl sca sl slu srl spa snc sadecv lda ltda bv nv vof ' +
    'ab as asa aps oy oyj ou uab sia kft zrt bt doo dd spzoo spk sro ooo oao zao pao eood ood ead bhd sdnbhd kk gk'
  ).split(' '),
)

/**
 * What two names of one company have in common: as `plainName`, without the company's form at the end ("Ltd", "S.A.",
 * "GmbH & Co. KG"), "and" and spaces. For a warning, never for a decision.
 */
export function likeness(name: string): string {
  return withoutForm(wordsOf(name)).join('')
}

/**
 * Spellings to ask an upstream for that finds names only as they are written: the name, the same without the company's
 * form, with other ones, and without accents.
 */
export function spellings(name: string): string[] {
  const written = name.normalize('NFC').replace(/\s+/gu, ' ').trim()
  const words = written.split(' ')
  const stem = words
    .slice(0, stemLength(words))
    .join(' ')
    .replace(/[\s,&+]+$/u, '')
  const forms = ['Ltd', 'Limited', 'Inc', 'LLC', 'GmbH'].map((form) => `${stem} ${form}`)
  const bare = (text: string) => text.normalize('NFKD').replace(/[\u0300-\u036F]/g, '')
  const all = [written, stem, ...forms]
  return [...new Set([...all, bare(written), bare(stem)])].filter((each) => each !== '')
}

const wordsOf = (name: string) => plainName(name).split(' ')

/** How many of the words, as they are written, come before the company's form. */
function stemLength(written: string[]): number {
  for (let length = 1; length < written.length; length++) {
    const rest = wordsOf(written.slice(length).join(' '))
    if (withoutForm(['x', ...rest]).length === 1) return length
  }
  return written.length
}

function withoutForm(words: string[]): string[] {
  const kept = words.filter((word) => word !== 'and')
  // The longest first: "S. de R.L. de C.V." is written in many ways, and "S A" in two words.
  for (let count = Math.min(5, kept.length - 1); count > 0; count--)
    if (COMPANY_FORMS.has(kept.slice(-count).join(''))) return withoutForm(kept.slice(0, -count))
  return kept.length > 0 ? kept : words
}

/** Whether what a person typed looks the same as the name to type. */
export function isTyped(typed: string, name: string): boolean {
  const seen = (text: string) => text.normalize('NFC').replace(/\s+/gu, ' ').trim()
  return seen(typed) === seen(name)
}
