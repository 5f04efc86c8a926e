import 'server-only'
import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

// Guesses grow with length, and so does the time to count them: what 64 characters do not make safe, 200 do not.
const LOOKED_AT = 64
/** Of 0 to 4; 2 means that more than a million guesses are needed. */
const ENOUGH = 2

let estimator: Promise<ZxcvbnFactory> | null = null

/**
 * The sentence that refuses a password of an allowed length, or null. `person`: whose it is to be. Refused are common
 * passwords with their usual decorations, and the person's own name and address.
 */
export async function passwordFault(
  password: string,
  person: { name: string; email: string },
): Promise<string | null> {
  const { name, email } = person
  const [mailbox = ''] = email.split('@')
  const own = [email, mailbox, name, name.replaceAll(' ', '')].map((word) => word.toLowerCase())
  // Short ones are left out: "Al" would refuse "always".
  if (own.some((word) => word.length >= 4 && password.toLowerCase().includes(word)))
    return 'Do not use your name or email address in the password.'
  estimator ??= loadEstimator()
  const known = [...own, ...name.toLowerCase().split(/\s+/), 'tenantdesk', 'cloudflare']
  const { score } = (await estimator).check(password, known)
  return score < ENOUGH ? 'This password is too common or too easy to guess.' : null
}

// Loaded when first needed: the dictionaries take two megabytes.
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: LOOKED_AT })
}
