import type { Whole } from '@/lib/core/paging'
import type { MembersGlance } from '@/lib/members/schema'
import { stateTone, type SubscriptionRow } from '@/lib/subscriptions/schema'
import type { NO_TOKEN, TokensSummary } from '@/lib/tokens/schema'
import type { ZonesGlance } from '@/lib/zones/schema'

/** Something about a customer that a person should look at, and where. */
export type Concern = {
  tone: 'warning' | 'danger' | 'info'
  text: string
  /** Below the account's own address. */
  tab: string
}

/** What was read of a customer; null for what could not be. */
export type Glance = {
  members: MembersGlance | null
  zones: ZonesGlance | null
  subscriptions: Whole<SubscriptionRow> | null
  tokens: TokensSummary | typeof NO_TOKEN | null
}

/** The gravest first. */
export function concernsOf({ members, zones, subscriptions, tokens }: Glance): Concern[] {
  const found = [
    ...(zones ? ofZones(zones) : []),
    ...(subscriptions?.items ?? []).flatMap(ofSubscription),
    ...(tokens && tokens !== 'no-token' ? ofTokens(tokens) : []),
    ...(members ? ofMembers(members) : []),
  ]
  const order = { danger: 0, warning: 1, info: 2 }
  return found.sort((a, b) => order[a.tone] - order[b.tone])
}

/** What could not be checked, as words for a list. */
export function uncheckedOf(glance: Glance): string[] {
  const names = { members: 'members', zones: 'zones', subscriptions: 'subscriptions', tokens: 'API tokens' }
  return (Object.keys(names) as (keyof Glance)[]).flatMap((part) => {
    const read = glance[part]
    if (read === null) return [names[part]]
    return typeof read === 'object' && 'complete' in read && !read.complete ? [`some ${names[part]}`] : []
  })
}

function ofMembers({ rows }: MembersGlance): Concern[] {
  const by = (status: string) =>
    rows.filter((row) => row.status === status).map(({ email, id }) => email ?? id)
  const pending = by('pending')
  const rejected = by('rejected')
  return [
    ...concern(rejected, {
      tone: 'warning',
      tab: '/members?status=rejected',
      one: 'has rejected the invitation',
      many: 'people have rejected the invitation',
    }),
    ...concern(pending, {
      tone: 'info',
      tab: '/members?status=pending',
      one: 'has not accepted the invitation yet',
      many: 'people have not accepted the invitation yet',
    }),
  ]
}

function ofZones({ rows }: ZonesGlance): Concern[] {
  const by = (...statuses: string[]) =>
    rows
      .filter(({ status }) => status !== null && statuses.includes(status))
      .map(({ name, unicode }) => unicode ?? name)
  return [
    ...concern(by('moved'), {
      tone: 'danger',
      tab: '/zones?status=moved',
      one: 'has moved away from Cloudflare',
      many: 'zones have moved away from Cloudflare',
    }),
    ...concern(by('pending'), {
      tone: 'warning',
      tab: '/zones?status=pending',
      one: 'waits for its name servers to be set at the registrar',
      many: 'zones wait for their name servers to be set at the registrar',
    }),
  ]
}

function ofSubscription({
  id,
  product,
  plan,
  planId,
  state,
  zoneName,
  next,
  cancelAtPeriodEnd,
}: SubscriptionRow) {
  const tone = stateTone(state)
  const name = [plan ?? product ?? planId ?? 'A subscription', zoneName && `for ${zoneName}`]
    .filter(Boolean)
    .join(' ')
  const tab = id ? `/subscriptions/${encodeURIComponent(id)}` : '/subscriptions'
  const concerns: Concern[] = []
  if (tone === 'warning' || tone === 'danger')
    concerns.push({ tone, tab, text: `${name} is in the state ${state}` })
  if (next)
    concerns.push({
      tone: 'info',
      tab,
      text: `${name} changes to ${next.name ?? next.id} at the end of its period`,
    })
  if (cancelAtPeriodEnd) concerns.push({ tone: 'info', tab, text: `${name} ends at the end of its period` })
  return concerns
}

function ofTokens({ expired, nearEnd }: TokensSummary): Concern[] {
  return [
    ...concern(
      nearEnd.map(({ name, id }) => `API token ${name ?? id}`),
      {
        tone: 'warning',
        tab: '/tokens?status=ending',
        one: 'expires within 30 days',
        many: 'API tokens expire within 30 days',
      },
    ),
    ...(expired > 0
      ? [
          {
            tone: 'info' as const,
            tab: '/tokens?status=expired',
            text: expired === 1 ? 'An API token has expired' : `${expired} API tokens have expired`,
          },
        ]
      : []),
  ]
}

/** One thing is called by its name, several are counted. */
function concern(
  names: string[],
  { one, many, tone, tab }: { one: string; many: string } & Pick<Concern, 'tone' | 'tab'>,
): Concern[] {
  if (names.length === 0) return []
  return [{ tone, tab, text: names.length === 1 ? `${names[0]} ${one}` : `${names.length} ${many}` }]
}
