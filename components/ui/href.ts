export type Query = Record<string, string | number | null | undefined>

/**
 * Takes a path, the present query and what should change in it; returns an address.
 * Empty, null and undefined values are left out, so a filter that is cleared leaves no trace.
 */
export function hrefWith(path: string, query: Query, changes: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, ...changes })) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value))
  }
  const search = params.toString()
  return search ? `${path}?${search}` : path
}
