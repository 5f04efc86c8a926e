import 'server-only'
import { encode } from 'next-auth/jwt'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { authOptions } from './config'
import { ABSOLUTE_MS, SESSION_COOKIE } from './cookies'
import { hashPassword } from './password'
import type { Role } from './permissions'
import { present } from './request.fixture'

let made = 0

/** A browser as the server sees one: an address and a jar of cookies. What runs `within` it sees its request. */
export class Browser {
  readonly jar = new Map<string, string>()
  constructor(readonly address: string = `192.0.2.${++made}`) {}

  within<T>(run: () => T): T {
    return present.run(this, run)
  }

  /** Signs in as next-auth would: asks our `authorize` and keeps the cookie. Throws what it throws. */
  async signIn(email: string, password: string): Promise<boolean> {
    const [provider] = authOptions().providers as unknown as [{ options: { authorize: Authorize } }]
    const user = await this.within(() => provider.options.authorize({ email, password }, {}))
    if (user) await this.hold(user.id)
    return user !== null
  }

  /** `sid`: the id of a session row. Keeps the cookie that names it. */
  async hold(sid: string): Promise<this> {
    this.jar.set(SESSION_COOKIE(), await encode({ token: { sid }, secret: env().NEXTAUTH_SECRET }))
    return this
  }
}

type Authorize = (credentials: unknown, request: unknown) => Promise<{ id: string } | null>

export const PASSWORD = 'quiet otter under lamp'
let usual: Promise<string> | null = null

/** Adds a person to the database, with `PASSWORD` unless told otherwise. */
export async function makePerson(
  role: Role,
  { password = PASSWORD, ...more }: { password?: string | null; name?: string } = {},
) {
  const name = more.name ?? `Person ${++made}`
  const email = `${name.toLowerCase().replaceAll(/\W+/g, '.')}@example.com`
  const passwordHash =
    password === PASSWORD
      ? await (usual ??= hashPassword(PASSWORD))
      : password && (await hashPassword(password))
  return db().staff.create({ data: { name, email, role, passwordHash } })
}

/** Returns a browser in which the person is signed in. */
export async function signedIn(person: { id: string }): Promise<Browser & { sessionId: string }> {
  const expiresAt = new Date(Date.now() + ABSOLUTE_MS)
  const { id } = await db().staffSession.create({ data: { staffId: person.id, expiresAt } })
  return Object.assign(await new Browser().hold(id), { sessionId: id })
}
