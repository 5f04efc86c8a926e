/** The id under which the log has the error (instrumentation.ts), null for a fault of the browser. */
export function digestOf(error: unknown): string | null {
  return error instanceof Error && 'digest' in error ? String(error.digest) : null
}
