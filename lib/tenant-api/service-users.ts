import 'server-only'
import { z } from 'zod'
import type { Send } from './client'
import { Secret } from './secret'
import { maybe, flag, moment, one, text } from './shape'

export type ServiceUser = {
  id: string | null
  email: string | null
  username: string | null
  firstName: string | null
  lastName: string | null
  twoFactor: boolean | null
  createdOn: string | null
  /** Gives access to everything the user can reach. Shown only here. */
  apiKey: Secret
}

/** Service users (tenant-api §2.6): in no SDK, and off until Cloudflare Support enables it. */
export type ServiceUsersApi = {
  /** Make the user a member of its account next. */
  create(user: { email: string }): Promise<ServiceUser>
}

export function serviceUsersApi(send: Send): ServiceUsersApi {
  return {
    create: ({ email }) =>
      send({
        operation: 'POST /users',
        call: (sdk, options) => sdk.post('/users', { ...options, body: { email } }),
        read: (answer) => one(ServiceUserRecord, answer),
      }),
  }
}

const ServiceUserRecord = z
  .object({
    id: text,
    email: text,
    username: text,
    first_name: text,
    last_name: text,
    two_factor_authentication_enabled: flag,
    two_factor_authentication: maybe(z.object({ enabled: flag })),
    created_on: moment,
    api_key: z.string().min(1),
  })
  .transform((wire): ServiceUser => ({
    id: wire.id,
    email: wire.email,
    username: wire.username,
    firstName: wire.first_name,
    lastName: wire.last_name,
    twoFactor: wire.two_factor_authentication?.enabled ?? wire.two_factor_authentication_enabled,
    createdOn: wire.created_on,
    apiKey: new Secret(wire.api_key),
  }))
