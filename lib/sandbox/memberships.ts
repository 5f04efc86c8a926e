/** /memberships: the accounts that the calling user is a member of. Without a user, as for an account's token, 9109. */
import { z } from 'zod'
import { showAccount } from './accounts'
import { showPolicy } from './members'
import { ROLES } from './roles'
import type { Member } from './state'
import { type Ctx, enumQuery, notFound, ok, page, reachable, read, type Route, sorted, state } from './wire'

export const memberships: Route[] = [
  { path: '/memberships', scheme: 'user', on: { GET: list } },
  {
    path: '/memberships/:membership_id',
    scheme: 'user',
    on: { GET: (c) => ok(c, showOne(c, pathMembership(c))), PUT: answerInvitation, DELETE: leave },
  },
]

function mine(c: Ctx): Member[] {
  const accounts = new Set(reachable(c).map(({ id }) => id))
  return state(c).members.filter((row) => row.user === c.var.me.id && accounts.has(row.account))
}

const accountOf = (c: Ctx, row: Member) => state(c).accounts.find(({ id }) => id === row.account)!

function pathMembership(c: Ctx): Member {
  const found = mine(c).find((row) => row.id === c.req.param('membership_id'))
  if (!found) throw notFound(c.req.path)
  return found
}

function show(c: Ctx, row: Member) {
  const roles = row.roles.flatMap((id) => ROLES.find((role) => role.id === id) ?? [])
  const permissions: Record<string, { read: boolean; write: boolean }> = {}
  for (const [area, may] of roles.flatMap((role) => Object.entries(role.permissions))) {
    const before = permissions[area]
    permissions[area] = { read: may.read || !!before?.read, write: may.write || !!before?.write }
  }
  return {
    id: row.id,
    account: showAccount(c, accountOf(c, row)),
    status: row.status,
    roles: roles.map((role) => role.name),
    permissions,
    api_access_enabled: null,
  }
}

function showOne(c: Ctx, row: Member) {
  return { ...show(c, row), policies: row.policies.map((policy) => showPolicy(c, policy)) }
}

function list(c: Ctx): Response {
  const status = enumQuery(c, 'status', ['accepted', 'pending', 'rejected'])
  const order = enumQuery(c, 'order', ['id', 'account.name', 'status']) ?? 'account.name'
  const descending = enumQuery(c, 'direction', ['asc', 'desc']) === 'desc'
  const name = (c.req.query('account.name') ?? c.req.query('name'))?.toLowerCase()
  const rows = mine(c).filter(
    (row) =>
      (!status || row.status === status) && (!name || accountOf(c, row).name.toLowerCase().includes(name)),
  )
  const keys = { id: (row: Member) => row.id, 'account.name': (row: Member) => accountOf(c, row).name }
  const key = order === 'status' ? (row: Member) => row.status : keys[order]
  return page(c, sorted(rows, key, descending), (row) => show(c, row))
}

async function answerInvitation(c: Ctx): Promise<Response> {
  const row = pathMembership(c)
  const { status } = await read(c, z.strictObject({ status: z.enum(['accepted', 'rejected']) }))
  row.status = status
  return ok(c, showOne(c, row))
}

function leave(c: Ctx): Response {
  const row = pathMembership(c)
  state(c).members = state(c).members.filter((each) => each !== row)
  return ok(c, { id: row.id })
}
