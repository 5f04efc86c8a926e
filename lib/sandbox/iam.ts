/** Permission groups and resource groups, the parts of member policies (tenant-api §2.4). */
import { z } from 'zod'
import { PERMISSION_GROUPS } from './roles'
import { newId, type ResourceGroup } from './state'
import { type Ctx, notFound, ok, page, pathAccount, read, Refusal, type Route, state } from './wire'

const AREA = {
  scheme: 'any',
  area: 'Account Settings',
  wrongMethod: 10405,
  log: { product: 'iam', type: 'resource_group' },
} as const

export const iam: Route[] = [
  { ...AREA, path: '/accounts/:account_id/iam/permission_groups', on: { GET: listPermissionGroups } },
  {
    ...AREA,
    path: '/accounts/:account_id/iam/permission_groups/:group_id',
    on: { GET: showPermissionGroup },
  },
  { ...AREA, path: '/accounts/:account_id/iam/resource_groups', on: { GET: list, POST: create } },
  {
    ...AREA,
    path: '/accounts/:account_id/iam/resource_groups/:group_id',
    on: { GET: (c) => ok(c, show(pathGroup(c))), PUT: update, DELETE: remove },
  },
]

const Scope = z.strictObject({
  key: z.string(),
  objects: z.array(z.strictObject({ key: z.string() })).min(1),
})
const Creation = z.strictObject({ name: z.string().min(1).max(120), scope: Scope })

/** The id filter, which must be a whole id when given. */
function idFilter(c: Ctx): string | undefined {
  const id = c.req.query('id')
  if (id !== undefined && id.length !== 32) throw new Refusal(400, 1001, 'Invalid value for id')
  return id
}

function listPermissionGroups(c: Ctx): Response {
  pathAccount(c)
  const id = idFilter(c)
  const name = c.req.query('name')?.toLowerCase()
  const label = c.req.query('label')?.toLowerCase()
  const rows = PERMISSION_GROUPS.filter(
    (group) =>
      (!id || group.id === id) &&
      (!name || group.name.toLowerCase().includes(name)) &&
      (!label || group.meta['label']!.includes(label)),
  )
  return page(c, rows, (group) => group)
}

function showPermissionGroup(c: Ctx): Response {
  pathAccount(c)
  const group = PERMISSION_GROUPS.find((row) => row.id === c.req.param('group_id'))
  if (!group) throw notFound(c.req.path)
  return ok(c, group)
}

function pathGroup(c: Ctx): ResourceGroup {
  const account = pathAccount(c)
  const id = c.req.param('group_id')
  const found = state(c).resourceGroups.find((row) => row.id === id && row.account === account.id)
  if (!found) throw notFound(c.req.path)
  return found
}

function show({ id, name, scope }: ResourceGroup) {
  return { id, name, scope, meta: {} }
}

function list(c: Ctx): Response {
  const account = pathAccount(c)
  const id = idFilter(c)
  const name = c.req.query('name')?.toLowerCase()
  const rows = state(c).resourceGroups.filter(
    (row) =>
      row.account === account.id &&
      (!id || row.id === id) &&
      (!name || row.name.toLowerCase().includes(name)),
  )
  return page(c, rows, show)
}

async function create(c: Ctx): Promise<Response> {
  const account = pathAccount(c)
  const input = await read(c, Creation)
  checkScope(c, account.id, input.scope)
  const group: ResourceGroup = { id: newId(), account: account.id, ...input }
  state(c).resourceGroups.push(group)
  return ok(c, show(group))
}

async function update(c: Ctx): Promise<Response> {
  const group = pathGroup(c)
  const input = await read(c, Creation.partial())
  if (input.scope) checkScope(c, group.account, input.scope)
  Object.assign(group, input)
  return ok(c, show(group))
}

function remove(c: Ctx): Response {
  const group = pathGroup(c)
  const used = state(c).members.some((member) =>
    member.policies.some((policy) => policy.resource_groups.some(({ id }) => id === group.id)),
  )
  if (used) throw new Refusal(400, 1001, 'The resource group is used by a member policy')
  state(c).resourceGroups = state(c).resourceGroups.filter((row) => row !== group)
  return ok(c, { id: group.id })
}

function checkScope(c: Ctx, account: string, scope: z.infer<typeof Scope>): void {
  const own = (key: string) =>
    key === '*' ||
    state(c).zones.some(
      (zone) => zone.account === account && key === `com.cloudflare.api.account.zone.${zone.id}`,
    )
  if (scope.key !== `com.cloudflare.api.account.${account}` || !scope.objects.every(({ key }) => own(key))) {
    throw new Refusal(400, 1001, 'The scope must lie within the account', { pointer: '/scope' })
  }
}
