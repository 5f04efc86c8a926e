/** A list within a sentence, with no more than `most` of the texts named. */
export function listed(texts: readonly string[], most = texts.length): string {
  const named = texts.length > most + 1 ? texts.slice(0, most) : texts
  const rest = texts.length - named.length
  return named.join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
