import type { ErrorView } from '@/lib/core/errors'

/** What somebody set out to do, as if it were done: "The access was changed". */
export type Deed = `${string} ${'was' | 'were'} ${string}`

/** The heading says of the deed no more than is known. */
export function headingOf(deed: Deed, { effect }: Pick<ErrorView, 'effect'>): string {
  if (effect === 'unknown') return `It is not known whether ${deed.replace(/^The /, 'the ')}`
  if (effect === 'partly') return `${deed} only in part`
  return deed.replace(/ (was|were) /, ' $1 not ')
}
