import type { RefinementCtx } from 'zod'

// Not spaces, nor characters without a shape of their own. Joiners are: emoji and Persian need them, beside others.
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{DI}\u2800]/u
// Embeddings, overrides and isolates: with one of them "abc" and "gnp.exe" are read as "abcexe.png".
const TURNING = /[\u202A-\u202E\u2066-\u2069]/u

/** A zod refinement for names that are newly given: they are seen, and read as they are written. */
export function honestName(name: string, { addIssue }: RefinementCtx): void {
  if (name !== '' && !VISIBLE.test(name))
    addIssue({ code: 'custom', message: 'Use at least one character that can be seen.' })
  if (TURNING.test(name))
    addIssue({
      code: 'custom',
      message: 'It contains invisible characters that change the direction of the text. Type it anew.',
    })
}
