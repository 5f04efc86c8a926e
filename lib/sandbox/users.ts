/** POST /users: service users, off until Cloudflare switches them on for the tenant (tenant-api §2.6). */
import { z } from 'zod'
import { newId, type User } from './state'
import { newSecret } from './tokens'
import { type Ctx, ok, read, Refusal, type Route, state } from './wire'

export const users: Route[] = [{ path: '/users', scheme: 'key', on: { POST: create } }]

async function create(c: Ctx): Promise<Response> {
  const { settings, users: all } = state(c)
  if (!settings.serviceUsers) {
    throw new Refusal(
      403,
      1001,
      'Creating users is not enabled for this tenant. Please contact Cloudflare Support.',
    )
  }
  const { email } = await read(c, z.strictObject({ email: z.email().max(90) }))
  const taken = [...all.map((user) => user.email), c.var.me.email].some(
    (known) => known.toLowerCase() === email.toLowerCase(),
  )
  if (taken)
    throw new Refusal(400, 1001, `A user with the email ${email} already exists`, { pointer: '/email' })
  const user: User = {
    id: newId(),
    email,
    first_name: null,
    last_name: null,
    two_factor: false,
    created_on: new Date().toISOString(),
    service: true,
  }
  all.push(user)
  return ok(c, {
    id: user.id,
    email,
    first_name: null,
    last_name: null,
    username: user.id,
    telephone: null,
    country: null,
    zipcode: null,
    created_on: user.created_on,
    modified_on: user.created_on,
    two_factor_authentication_enabled: false,
    two_factor_authentication: { enabled: false, locked: false },
    api_key: newSecret('cfk'),
  })
}
