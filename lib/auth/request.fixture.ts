import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'

/** Whose request is being answered. */
export const present = new AsyncLocalStorage<{ address: string; jar: Map<string, string> }>()

/** What tests put in the place of `next/headers`. Imports nothing of ours, or the mock would wait for itself. */
export const nextHeaders = {
  headers: async () =>
    new Headers({ 'x-tenantdesk-address': present.getStore()?.address ?? '', 'user-agent': 'Fixture/1.0' }),
  cookies: async () => {
    const jar = present.getStore()?.jar ?? new Map<string, string>()
    return {
      get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
      set: (name: string, value: string) => (value ? jar.set(name, value) : jar.delete(name)),
    }
  },
}
