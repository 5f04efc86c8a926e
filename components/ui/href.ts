export type Query = Record<string, string | number | null | undefined>

/** Empty, null and undefined values are left out, so a filter that is cleared leaves no trace. */
export function hrefWith(path: string, query: Query, changes: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, ...changes })) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value))
  }
  const search = params.toString()
  return search ? `${path}?${search}` : path
}

/** The parameter that narrows the whole app to one tenant. */
export const TENANT = 'tenant'

/**
 * The address that keeps the chosen tenant (null for all). One that says itself which tenant it is for stays so, where
 * an empty one says "all". Sign-in and other sites have none.
 */
export function withTenant(href: string, chosen: string | null): string {
  if (!/^\/(?!\/|sign-in|welcome\/)/.test(href)) return href
  const [, path, search = '', hash = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(href)!
  const params = new URLSearchParams(search)
  const named = params.get(TENANT)
  if (named === null ? !chosen : named !== '') return href
  if (named === null) params.set(TENANT, chosen!)
  else params.delete(TENANT)
  const query = params.toString()
  return `${path}${query && `?${query}`}${hash}`
}
