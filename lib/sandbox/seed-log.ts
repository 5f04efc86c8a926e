/** The made-up past of seeded accounts in Cloudflare's audit log, by other people and other means. */
import { createHash } from 'node:crypto'
import type { Account, LogRow, State } from './state'

interface Actor {
  email?: string
  type: string
  context: string
  ip: string
  agent: string
  token_id?: string
  token_name?: string
}

const BROWSER = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 Safari/605.1.15'
const DANA: Actor = {
  email: 'dana.whitlock@halyard.example',
  type: 'user',
  context: 'dash',
  ip: '198.51.100.23',
  agent: BROWSER,
}
const OMAR: Actor = {
  email: 'omar.haddad@halyard.example',
  type: 'user',
  context: 'dash',
  ip: '198.51.100.24',
  agent: BROWSER,
}
const SCRIPT: Actor = { type: 'user', context: 'api_key', ip: '203.0.113.80', agent: 'curl/8.9.1' }
const PIPELINE: Actor = {
  type: 'account',
  context: 'api_token',
  ip: '203.0.113.81',
  agent: 'Terraform/1.9.5 terraform-provider-cloudflare/5.22.0',
  token_id: 'f0e1d2c3b4a5968778695a4b3c2d1e0f',
  token_name: 'Deploy pipeline',
}
const SYSTEM: Actor = { type: 'system', context: 'api', ip: '2001:db8::17', agent: 'cloudflare-internal' }
const STAFF: Actor = {
  email: 'support@cloudflare.example',
  type: 'cloudflare_admin',
  context: 'dash',
  ip: '2001:db8::99',
  agent: BROWSER,
}

type Deed = [
  type: string,
  description: string,
  product: string,
  resource: string,
  method: string,
  path: string,
]

const DEEDS: Deed[] = [
  ['create', 'Create DNS record', 'dns', 'dns_record', 'POST', '/zones/ZONE/dns_records'],
  ['update', 'Update DNS record', 'dns', 'dns_record', 'PATCH', '/zones/ZONE/dns_records/ID'],
  ['delete', 'Delete DNS record', 'dns', 'dns_record', 'DELETE', '/zones/ZONE/dns_records/ID'],
  ['update', 'Change zone setting', 'zones', 'zone_setting', 'PATCH', '/zones/ZONE/settings/ssl'],
  ['create', 'Add member', 'members', 'member', 'POST', '/accounts/ACCOUNT/members'],
  ['update', 'Change member roles', 'members', 'member', 'PUT', '/accounts/ACCOUNT/members/ID'],
  ['update', 'Update account settings', 'accounts', 'account', 'PUT', '/accounts/ACCOUNT'],
  ['create', 'Create API token', 'api_tokens', 'token', 'POST', '/accounts/ACCOUNT/tokens'],
  ['view', 'View API token value', 'api_tokens', 'token', 'GET', '/accounts/ACCOUNT/tokens/ID'],
  ['update', 'Purge cache', 'cache', 'cache', 'POST', '/zones/ZONE/purge_cache'],
]

const ACTORS = [DANA, DANA, OMAR, PIPELINE, SCRIPT, DANA, SYSTEM, OMAR, STAFF]

/**
 * The rows for an account over the ninety days before the seeding, newest first; the same on every call.
 * Rows by key are the credentials' own user, who worked outside the console.
 */
export function seededLog(account: Account, state: State, me: { id: string; email: string }): LogRow[] {
  if (!account.seeded) return []
  const { seeded_at, zones } = state
  const zone = zones.find((row) => row.account === account.id)
  const many = zones.filter((row) => row.account === account.id).length > 50
  const count = many ? 260 : 8 + (parseInt(account.id.slice(0, 2), 16) % 9)
  const step = (90 * 86_400_000) / count
  const deeds = Array.from({ length: count }, (_, n): LogRow => {
    const digest = createHash('sha256').update(`${account.id}/${n}`).digest('hex')
    const pick = (from: number, of: number) => parseInt(digest.slice(from, from + 4), 16) % of
    const possible = zone ? DEEDS : DEEDS.filter((deed) => !deed[5].includes('ZONE'))
    const [type, description, product, resource, method, path] = possible[pick(0, possible.length)]!
    const actor = ACTORS[pick(4, ACTORS.length)]!
    const failed = pick(8, 12) === 0
    const id = digest.slice(32)
    const uri = `/client/v4${path
      .replace('ZONE', zone?.id ?? '')
      .replace('ACCOUNT', account.id)
      .replace('ID', id)}`
    const atZone = path.startsWith('/zones')
    return {
      id: uuid(digest),
      account: { id: account.id, name: account.name },
      action: {
        description,
        result: failed ? 'failure' : 'success',
        time: new Date(Date.parse(seeded_at) - n * step - pick(12, 3600) * 1000).toISOString(),
        type,
      },
      actor: {
        id: actor === SCRIPT ? me.id : sha(actor.email ?? actor.type),
        context: actor.context,
        ...((actor.email ?? actor === SCRIPT) && { email: actor.email ?? me.email }),
        ip_address: actor.ip,
        ...(actor.token_id && { token_id: actor.token_id, token_name: actor.token_name }),
        type: actor.type,
      },
      raw: {
        cf_ray_id: digest.slice(40, 56),
        method,
        status_code: failed ? 403 : 200,
        uri,
        user_agent: actor.agent,
      },
      resource: {
        id,
        product,
        type: resource,
        scope: atZone ? 'zones' : resource === 'member' ? 'memberships' : 'accounts',
        ...(method !== 'GET' && { request: requestOf(resource), response: { success: !failed } }),
      },
      ...(atZone && zone && { zone: { id: zone.id, name: zone.name } }),
    }
  })
  return [...deeds, ...invitations(account, state)]
}

/** The seeded invitations still open, so that their age can be learned here: members carry no date. */
function invitations(account: Account, { seeded_at, members, users }: State): LogRow[] {
  const open = members.filter(
    (row) => row.account === account.id && row.status === 'pending' && row.invited_on < seeded_at,
  )
  return open.map((member): LogRow => {
    const digest = createHash('sha256').update(`invitation/${member.id}`).digest('hex')
    const email = users.find((user) => user.id === member.user)!.email
    return {
      id: uuid(digest),
      account: { id: account.id, name: account.name },
      action: {
        description: 'Add member',
        result: 'success',
        time: new Date(member.invited_on).toISOString(),
        type: 'create',
      },
      actor: {
        id: sha(DANA.email!),
        context: DANA.context,
        email: DANA.email,
        ip_address: DANA.ip,
        type: DANA.type,
      },
      raw: {
        cf_ray_id: digest.slice(40, 56),
        method: 'POST',
        status_code: 200,
        uri: `/client/v4/accounts/${account.id}/members`,
        user_agent: BROWSER,
      },
      resource: {
        id: member.id,
        product: 'members',
        type: 'member',
        scope: 'memberships',
        request: { email, roles: member.roles },
        response: { success: true, result: { id: member.id } },
      },
    }
  })
}

const sha = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)

const uuid = (hex: string) =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`

function requestOf(resource: string): unknown {
  if (resource === 'dns_record') return { type: 'A', name: 'www', content: '192.0.2.10', proxied: true }
  if (resource === 'member')
    return { email: 'new.person@customer.example', roles: ['05784afa30c1afe1440e79d9351c7430'] }
  if (resource === 'zone_setting') return { value: 'strict' }
  return {}
}
