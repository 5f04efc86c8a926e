import 'server-only'
import { hash, verify } from '@node-rs/argon2'

// argon2id (the library's default kind) at OWASP's first choice of 19 MiB, 2 passes, 1 lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

// Made once per process, so that a sign-in for an unknown address costs what a known one does.
let decoy: Promise<string> | null = null

/** An argon2id hash in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, COST)
}

/** Needs the same time whether or not there is a hash (null), so that the answer tells nothing about who exists. */
export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('a password that nobody has')
  const matches = await verify(stored ?? (await decoy), password)
  return matches && stored !== null
}
