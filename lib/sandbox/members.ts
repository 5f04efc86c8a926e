/** Members and roles of an account (tenant-api §2.4, §2.5). */
import { z } from 'zod'
import { PERMISSION_GROUPS, ROLES } from './roles'
import { type Member, newId, type Policy, type User } from './state'
import {
  type Ctx,
  enumQuery,
  notFound,
  ok,
  page,
  pathAccount,
  read,
  Refusal,
  type Route,
  sorted,
  state,
} from './wire'

const LOG = { product: 'members', type: 'member' }

export const members: Route[] = [
  {
    path: '/accounts/:account_id/members',
    scheme: 'any',
    area: 'Account Settings',
    on: { GET: list, POST: add },
    log: LOG,
  },
  {
    path: '/accounts/:account_id/members/:member_id',
    scheme: 'any',
    area: 'Account Settings',
    on: { GET: (c) => ok(c, show(c, pathMember(c))), PUT: change, DELETE: remove },
    log: LOG,
  },
  { path: '/accounts/:account_id/roles', scheme: 'any', area: 'Account Settings', on: { GET: listRoles } },
  {
    path: '/accounts/:account_id/roles/:role_id',
    scheme: 'any',
    area: 'Account Settings',
    on: { GET: showRole },
  },
]

const STATUSES = ['accepted', 'pending', 'rejected'] as const

const Policies = z
  .array(
    z.strictObject({
      id: z.string().optional(),
      access: z.enum(['allow', 'deny']),
      permission_groups: z.array(z.looseObject({ id: z.string() })).min(1),
      resource_groups: z.array(z.looseObject({ id: z.string() })).min(1),
    }),
  )
  .min(1)

const Addition = z.strictObject({
  email: z.email().max(90),
  roles: z.array(z.string()).min(1).optional(),
  policies: Policies.optional(),
  status: z.enum(['accepted', 'pending']).optional(),
})

const Change = z.strictObject({
  roles: z
    .array(z.looseObject({ id: z.string() }))
    .min(1)
    .optional(),
  policies: Policies.optional(),
  // What a caller read may be sent back with the change; it has no effect.
  id: z.string().optional(),
  email: z.string().optional(),
  status: z.string().optional(),
  user: z.unknown().optional(),
  api_access_enabled: z.unknown().optional(),
})

function pathMember(c: Ctx): Member {
  const account = pathAccount(c)
  const id = c.req.param('member_id')!
  if (!/^[0-9a-f]{32}$/.test(id)) throw new Refusal(400, 1001, 'Invalid member id')
  const member = state(c).members.find((row) => row.id === id && row.account === account.id)
  if (!member) throw new Refusal(404, 1003, 'Member not found')
  return member
}

function userOf(c: Ctx, member: Member): User {
  const user = state(c).users.find((row) => row.id === member.user)!
  return user.id === c.var.me.id ? { ...user, email: c.var.me.email } : user
}

function show(c: Ctx, member: Member) {
  const user = userOf(c, member)
  return {
    id: member.id,
    email: user.email,
    status: member.status,
    user: {
      id: user.id,
      email: user.email,
      first_name: user.first_name,
      last_name: user.last_name,
      two_factor_authentication_enabled: user.two_factor,
    },
    roles: member.roles
      .map((id) => ROLES.find((role) => role.id === id))
      .filter((role) => role !== undefined),
    policies: member.policies.map((policy) => showPolicy(c, policy)),
    api_access_enabled: null,
  }
}

export function showPolicy(c: Ctx, policy: Policy) {
  return {
    id: policy.id,
    access: policy.access,
    permission_groups: policy.permission_groups.map(
      ({ id }) => PERMISSION_GROUPS.find((group) => group.id === id) ?? { id },
    ),
    resource_groups: policy.resource_groups.map(({ id }) => {
      const group = state(c).resourceGroups.find((row) => row.id === id)
      return group
        ? { id, name: group.name, scope: group.scope, meta: {} }
        : { id, scope: { key: '', objects: [] } }
    }),
  }
}

function list(c: Ctx): Response {
  const account = pathAccount(c)
  const status = enumQuery(c, 'status', STATUSES)
  const order =
    enumQuery(c, 'order', ['user.first_name', 'user.last_name', 'user.email', 'status']) ?? 'user.email'
  const descending = enumQuery(c, 'direction', ['asc', 'desc']) === 'desc'
  const rows = state(c).members.filter(
    (row) => row.account === account.id && (!status || row.status === status),
  )
  const key = (row: Member) => {
    const user = userOf(c, row)
    if (order === 'status') return row.status
    return user[order.slice('user.'.length) as 'first_name' | 'last_name' | 'email']
  }
  return page(c, sorted(rows, key, descending), (row) => show(c, row))
}

async function add(c: Ctx): Promise<Response> {
  const account = pathAccount(c)
  const input = await read(c, Addition)
  if ((input.roles === undefined) === (input.policies === undefined)) {
    throw new Refusal(400, 1001, 'Exactly one of roles and policies must be given')
  }
  if (input.status === 'accepted') {
    throw new Refusal(400, 1001, 'Automatic verification of members is not allowed', { pointer: '/status' })
  }
  checkRoles(input.roles ?? [])
  if (input.policies) checkPolicies(c, account.id, input.policies, [])
  const email = input.email.toLowerCase()
  const present = state(c).members.some(
    (row) => row.account === account.id && userOf(c, row).email.toLowerCase() === email,
  )
  if (present)
    throw new Refusal(400, 1001, `${input.email} is already a member of this account`, { pointer: '/email' })
  const user = findUser(c, input.email)
  const member: Member = {
    id: newId(),
    account: account.id,
    user: user.id,
    // A service user has no mailbox to accept from; its maker is the tenant.
    status: user.service ? 'accepted' : 'pending',
    roles: input.roles ?? [],
    policies: (input.policies ?? []).map(withId),
    invited_on: new Date().toISOString(),
  }
  state(c).members.push(member)
  // Seen live: the reply leaves `roles` out.
  const { roles: _, ...shown } = show(c, member)
  return ok(c, shown)
}

/** The user with an email; one is made for an address that Cloudflare has not seen. */
function findUser(c: Ctx, email: string): User {
  const all = state(c).users
  const wanted = email.toLowerCase()
  const known = all.find((user) => user.email.toLowerCase() === wanted)
  if (known) return known
  const user: User = {
    id: newId(),
    email,
    first_name: null,
    last_name: null,
    two_factor: false,
    created_on: new Date().toISOString(),
    service: false,
  }
  all.push(user)
  return user
}

async function change(c: Ctx): Promise<Response> {
  const member = pathMember(c)
  const input = await read(c, Change)
  if ((input.roles === undefined) === (input.policies === undefined)) {
    throw new Refusal(400, 1001, 'Exactly one of roles and policies must be given')
  }
  const roles = (input.roles ?? []).map((role) => role.id)
  checkRoles(roles)
  if (input.policies) checkPolicies(c, member.account, input.policies, member.policies)
  member.roles = roles
  member.policies = (input.policies ?? []).map(withId)
  return ok(c, show(c, member))
}

function remove(c: Ctx): Response {
  const member = pathMember(c)
  state(c).members = state(c).members.filter((row) => row !== member)
  return ok(c, { id: member.id })
}

function checkRoles(ids: string[]): void {
  for (const id of ids) {
    if (!ROLES.some((role) => role.id === id)) {
      throw new Refusal(400, 1001, `Role ${id} does not exist`, { pointer: '/roles' })
    }
  }
}

/** Groups must be known, or be held by the member already: retired ones may be sent back. */
function checkPolicies(c: Ctx, account: string, policies: z.infer<typeof Policies>, held: Policy[]): void {
  const heldGroups = held.flatMap((policy) => policy.permission_groups.map((group) => group.id))
  for (const policy of policies) {
    for (const { id } of policy.permission_groups) {
      if (!PERMISSION_GROUPS.some((group) => group.id === id) && !heldGroups.includes(id)) {
        throw new Refusal(400, 1001, `Permission group ${id} does not exist`, { pointer: '/policies' })
      }
    }
    for (const { id } of policy.resource_groups) {
      if (!state(c).resourceGroups.some((group) => group.id === id && group.account === account)) {
        throw new Refusal(400, 1001, `Resource group ${id} does not exist`, { pointer: '/policies' })
      }
    }
  }
}

function withId(policy: z.infer<typeof Policies>[number]): Policy {
  return {
    id: newId(),
    access: policy.access,
    permission_groups: policy.permission_groups.map(({ id }) => ({ id })),
    resource_groups: policy.resource_groups.map(({ id }) => ({ id })),
  }
}

function listRoles(c: Ctx): Response {
  pathAccount(c)
  return page(c, ROLES, (role) => role)
}

function showRole(c: Ctx): Response {
  pathAccount(c)
  const role = ROLES.find((row) => row.id === c.req.param('role_id'))
  if (!role) throw notFound(c.req.path)
  return ok(c, role)
}
