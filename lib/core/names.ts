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
    addIssue({ code: 'custom', message: 'Use at least one character that can be seen.' })
  if (TURNING.test(name))
    addIssue({
      code: 'custom',
      message: 'It contains invisible characters that change the direction of the text. Type it anew.',
    })
}

/** A zod refinement for texts that are newly given: all their characters are whole. */
export function wholeText(text: string, { addIssue }: RefinementCtx): void {
  if (BROKEN.test(text))
    addIssue({ code: 'custom', message: 'It contains a broken character. Type it anew.' })
}

/** Takes a text from anywhere; returns it as it can be kept, with a mark for each broken character. */
export function keepable(text: string): string {
  return text.replace(new RegExp(BROKEN, 'gu'), '\uFFFD')
}

/** Takes a text; returns the first of its characters, none of them cut in half. */
export function firstOf(text: string, max: number): string {
  return [...text].slice(0, max).join('')
}
