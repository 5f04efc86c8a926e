/** What an account token may do: from where it may be used, and what its policies allow (tenant-api §2.10). */
import { BlockList, isIP } from 'node:net'
import type { Token, TokenPolicy } from './state'
import { TOKEN_GROUPS, TOKEN_SCOPES } from './token-groups'

/** A zone that policies are asked about; `*` stands for all zones of the account. */
export type Target = { account: string; zone?: string }

/**
 * Whether a token may be used from an address. Without a condition from everywhere; a condition that names no address
 * admits nobody.
 */
export function admits({ condition }: Token, address: string): boolean {
  if (!condition) return true
  const { in: only = [], not_in: never = [] } = condition.request_ip ?? {}
  if (only.length + never.length === 0) return false
  return (only.length === 0 || within(only, address)) && !within(never, address)
}

function within(ranges: string[], address: string): boolean {
  const family = (text: string) => (isIP(text) === 6 ? 'ipv6' : 'ipv4')
  const list = new BlockList()
  for (const range of ranges) {
    const [from, bits] = range.split('/') as [string, string?]
    if (bits === undefined) list.addAddress(from, family(from))
    else list.addSubnet(from, Number(bits), family(from))
  }
  return list.check(address, family(address))
}

/** Whether a token reads or writes in an area, such as `Zone`: writing includes reading. */
export function grants(token: Token, area: string, level: 'read' | 'write', target: Target): boolean {
  const read = groupId(`${area} Read`)
  const write = groupId(`${area} Write`)
  if (holds(token, 'deny', level === 'read' ? read : write, target)) return false
  return holds(token, 'allow', write, target) || (level === 'read' && holds(token, 'allow', read, target))
}

/** The groups of a policy that the token itself does not hold on the policy's resources: it cannot pass them on. */
export function beyond(token: Token, account: string, policy: Omit<TokenPolicy, 'id'>): string[] {
  return policy.permission_groups
    .map(({ id }) => TOKEN_GROUPS.find((group) => group.id === id)!)
    .filter(({ name, id }) => {
      const [, area, level] = /^(.*) (Read|Write)$/.exec(name) ?? []
      return !targetsOf(account, policy.resources).every((target) =>
        area
          ? grants(token, area, level === 'Read' ? 'read' : 'write', target)
          : holds(token, 'allow', id, target),
      )
    })
    .map(({ name }) => name)
}

const groupId = (name: string) => TOKEN_GROUPS.find((group) => group.name === name)?.id

function holds(
  { policies }: Token,
  effect: TokenPolicy['effect'],
  group: string | undefined,
  target: Target,
): boolean {
  return policies.some(
    (policy) =>
      policy.effect === effect &&
      policy.permission_groups.some(({ id }) => id === group) &&
      targetsOf(target.account, policy.resources).some(
        ({ zone }) => zone === target.zone || (zone === '*' && target.zone !== undefined),
      ),
  )
}

/** The targets in a policy's resources; those of another account do not count. */
function targetsOf(account: string, resources: TokenPolicy['resources']): Target[] {
  return Object.entries(resources).flatMap(([key, value]) => {
    if (typeof value === 'object' && value !== null) {
      return key === `${TOKEN_SCOPES.account}.${account}` ? targetsOf(account, value as typeof resources) : []
    }
    if (key === `${TOKEN_SCOPES.account}.${account}`) return [{ account }]
    const [, zone] = /^com\.cloudflare\.api\.account\.zone\.(.+)$/.exec(key) ?? []
    return zone ? [{ account, zone }] : []
  })
}
