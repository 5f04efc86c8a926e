import type { Grant } from './schema'

/** Of the Tenant API (tenant-api §2.4). */
export const EMAIL_MAX = 90
/** Ours: each address is two calls, and one form should be answered while somebody waits. */
export const INVITE_MAX = 50
/** The same in every account (tenant-api §2.5). */
export const ADMINISTRATOR = '05784afa30c1afe1440e79d9351c7430'
export const SUPER_ADMINISTRATOR = '33666b9c79b9a5273fc7344ff42f953d'

/** What Zod takes for an e-mail address, without Zod. */
export const EMAIL =
  /^(?:[A-Za-z0-9_'+\-]+\.)*[A-Za-z0-9_'+\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$/

/** Whether Cloudflare accepts it as a member's address. */
export const isEmail = (word: string) => EMAIL.test(word) && word.length <= EMAIL_MAX

/** The addresses in whatever was pasted, each once, and what was wrong with the rest. */
export function readEmails(text: string): { emails: string[]; repeated: string[]; invalid: string[] } {
  // What is not to be seen would spoil an address that looks right: zero-width characters, marks of direction.
  const lines = text.replace(/\p{Cf}/gu, '').split(/[;；\n\r]+/)
  const found = lines.flatMap((line) => {
    // "Doe, Jane <jane@example.com>": the name may hold a comma, the address is what counts.
    const angled = [...line.matchAll(/<([^<>]*)>/g)].map(([, address]) => address!.trim())
    // Nor is a name meant in another column of a table, or in parentheses.
    const named = angled.length > 0 || (line.includes('\t') && line.includes('@'))
    const words = line
      .replace(/<[^<>]*>/g, ' ')
      .replace(/\([^()@]*\)/g, ' ')
      .split(/[\s,，、|“”„«»]+/)
      .filter((word) => (named ? word.includes('@') : word !== ''))
    return [...words, ...angled]
  })
  const emails = new Map<string, string>()
  const repeated = new Set<string>()
  const invalid = new Set<string>()
  for (const raw of found) {
    const word = raw
      .replace(/^["'‘(]+/, '')
      .replace(/^mailto:/i, '')
      .replace(/(@[^?]*)\?.*$/, '$1')
      .replace(/["'’).]+$/, '')
    if (word === '') continue
    if (!isEmail(word)) invalid.add(word)
    else if (emails.has(sameEmail(word))) repeated.add(word)
    else emails.set(sameEmail(word), word)
  }
  return { emails: [...emails.values()], repeated: [...repeated], invalid: [...invalid] }
}

/** The form in which two addresses are compared. */
export const sameEmail = (email: string) => email.trim().toLowerCase()

/** Whether both allow the same, whatever the order. */
export function sameGrant(a: Grant | null, b: Grant | null): boolean {
  return JSON.stringify(a && sorted(a)) === JSON.stringify(b && sorted(b))
}

function sorted(grant: Grant) {
  if (grant.kind === 'roles') return [...grant.roles].sort()
  return grant.policies
    .map(({ access, permissionGroups, resourceGroups }) =>
      JSON.stringify([access, [...permissionGroups].sort(), [...resourceGroups].sort()]),
    )
    .sort()
}

/** Whether a grant makes a Super Administrator. */
export function isSuper(grant: Grant | null): boolean {
  if (!grant) return false
  return grant.kind === 'roles'
    ? grant.roles.includes(SUPER_ADMINISTRATOR)
    : grant.policies.some(
        ({ access, permissionGroups }) =>
          access === 'allow' && permissionGroups.includes(SUPER_ADMINISTRATOR),
      )
}
