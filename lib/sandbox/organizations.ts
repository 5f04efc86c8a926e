/** /organizations (tenant-api §8): which there are depends on the shape that tenants have. */
import { z } from 'zod'
import { listEntries, listHistory } from './audit-log'
import type { Account } from './state'
import { organizations as all } from './tenants'
import { unitOf } from './units'
import { type Ctx, intQuery, notFound, ok, reachable, read, Refusal, type Route, state } from './wire'

const KEY = { scheme: 'key' } as const
const AUDIT = '/organizations/:organization_id/logs/audit'

export const organizations: Route[] = [
  { path: '/organizations', scheme: 'any', keyOnly: ['POST'], on: { GET: list, POST: create } },
  {
    ...KEY,
    path: '/organizations/:organization_id',
    on: { GET: (c) => ok(c, pathOrganization(c)), PUT: update, DELETE: remove },
  },
  {
    ...KEY,
    path: '/organizations/:organization_id/profile',
    on: { GET: (c) => ok(c, pathOrganization(c).profile), PUT: replaceProfile },
  },
  { path: AUDIT, scheme: 'any', on: { GET: (c) => listEntries(c, accountsBelow(c)) } },
  { path: `${AUDIT}/:log_id/history`, scheme: 'any', on: { GET: (c) => listHistory(c, accountsBelow(c)) } },
  // Rows of what is billed; nothing is, and an organization that is not known answers the same.
  { path: '/organizations/:organization_id/billable/usage', scheme: 'any', on: { GET: (c) => ok(c, []) } },
]

type Organization = ReturnType<typeof all>[number]

const Profile = z.strictObject({
  business_name: z.string(),
  business_address: z.string(),
  business_email: z.string(),
  business_phone: z.string(),
  external_metadata: z.string(),
})
const Update = z.strictObject({
  name: z.string().min(1).max(100),
  parent: z.strictObject({ id: z.string() }).optional(),
  profile: Profile.optional(),
})

function pathOrganization(c: Ctx): Organization {
  const found = all(c).find((each) => each.id === c.req.param('organization_id'))
  if (!found) throw notFound(c.req.path)
  return found
}

function accountsBelow(c: Ctx): Account[] {
  const { id } = pathOrganization(c)
  return reachable(c).filter((account) => {
    const unit = unitOf(state(c).settings, account)
    return unit?.id === id || unit?.above.some((each) => each.id === id)
  })
}

function list(c: Ctx): Response {
  const fold = (name: string) => c.req.query(name)?.toLowerCase()
  const ids = c.req.queries('id')
  const parent = c.req.query('parent.id')
  const [contains, starts, ends] = ['name.contains', 'name.startsWith', 'name.endsWith'].map(fold)
  const account = state(c).accounts.find(({ id }) => id === c.req.query('containing.account'))
  const unit = account && unitOf(state(c).settings, account)
  const inside = c.req.query('containing.organization')
  const rows = all(c).filter(({ id, name, ...row }) => {
    const folded = name.toLowerCase()
    const child = all(c).find((each) => each.id === inside)
    return (
      (!ids || ids.includes(id)) &&
      (parent === undefined || (row.parent?.id ?? 'null') === parent) &&
      (!contains || folded.includes(contains)) &&
      (!starts || folded.startsWith(starts)) &&
      (!ends || folded.endsWith(ends)) &&
      (c.req.query('containing.account') === undefined ||
        id === unit?.id ||
        unit?.above.some((each) => each.id === id)) &&
      (inside === undefined || (id !== inside && child?.meta.hierarchy_tags.includes(id)))
    )
  })
  const size = intQuery(c, 'page_size', { min: 1, max: 50, fallback: 10 })
  const token = c.req.query('page_token')
  const start = token === undefined ? 0 : rows.findIndex(({ id }) => id === token) + 1
  if (token !== undefined && start === 0) throw new Refusal(400, 1001, 'Invalid page_token')
  const part = rows.slice(start, start + size)
  const more = start + size < rows.length && part.at(-1)?.id
  return ok(c, part, { total_size: rows.length, ...(more && { next_page_token: more }) })
}

function create(): Response {
  throw new Refusal(403, 1002, 'Creation of organizations is not enabled (sub_org_creation)')
}

async function update(c: Ctx): Promise<Response> {
  const organization = pathOrganization(c)
  const { name, profile, parent } = await read(c, Update)
  if (parent && parent.id !== organization.parent?.id) {
    throw new Refusal(400, 1001, 'The parent of an organization cannot be changed', { pointer: '/parent' })
  }
  const { organizationEdits: edits } = state(c)
  edits[organization.id] = { ...edits[organization.id], name, ...(profile && { profile }) }
  return ok(c, pathOrganization(c))
}

function remove(c: Ctx): Response {
  pathOrganization(c)
  throw new Refusal(400, 1001, 'The organization must be empty')
}

async function replaceProfile(c: Ctx): Promise<Response> {
  const organization = pathOrganization(c)
  const profile = await read(c, Profile)
  const { organizationEdits: edits } = state(c)
  edits[organization.id] = { ...edits[organization.id], profile }
  return c.body(null, 204)
}
