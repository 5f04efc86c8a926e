import type { AccountOverview } from '@/lib/accounts/schema'
import { concernsOf, type Glance } from '@/components/accounts/attention'
import { typeName } from '@/components/accounts/labels'
import { accessNames } from '@/components/members/labels'
import { absolute } from '@/components/ui/moment'
import { waitsFor } from '@/components/zones/waiting'
import type { TeamKnowledge } from '@/lib/notes/schema'
import type { CustomerSeen } from '@/lib/support/schema'
import type { WorkRow } from '@/lib/today/schema'
import type { Change } from './changes'

/** What is known of a customer; null for what could not be read. */
export type Told = {
  account: AccountOverview
  team: TeamKnowledge | null
  seen: CustomerSeen | null
  glance: Glance
  changes: Change[] | null
  /** What the work list has of it. */
  work: Pick<WorkRow, 'kind' | 'subject' | 'detail' | 'since'>[] | null
}

/** More is no ticket any more. */
const LINES = 50

/**
 * The support card as plain text. Without what the team wrote in notes, which may hold anything, without Know-Your-Customer
 * data, and with tokens' names at most.
 */
export function ticketText({ account, team, seen, glance, changes, work }: Told, now: Date): string {
  const { zones, members, subscriptions } = glance
  return [
    block(null, [
      `Customer: ${plain(account.name ?? 'Unnamed account')}`,
      `Account ID: ${account.id}`,
      account.type && `Type: ${plain(typeName(account.type))}`,
      account.unitName && `Tenant unit: ${plain(account.unitName)}`,
      account.createdOn && `Created: ${moment(account.createdOn)}`,
      team && team.tags.length > 0 && `Tags: ${names(team.tags)}`,
      team && team.aliases.length > 0 && `Also called: ${names(team.aliases)}`,
    ]),
    block(
      'Needs attention',
      concernsOf(glance).map(({ text }) => plain(text)),
    ),
    part(
      'Open problems',
      null,
      work &&
        work.map(({ kind, subject, detail, since }) =>
          [
            plain(kind) + (subject ? `: ${plain(subject)}` : ''),
            plain(detail),
            `since ${moment(since)}`,
          ].join('; '),
        ),
    ),
    part('Domains', zones && zones.totalCount, zones && zones.rows.map((row) => domain(row, seen, now))),
    part(
      'People',
      members && members.totalCount,
      members &&
        members.rows.map(({ id, email, status, ...power }) => {
          const since = status === 'pending' ? seen?.memberSince[id] : undefined
          return [
            plain(email ?? id),
            plain(accessNames(power).all),
            status && plain(status),
            since && `first seen ${moment(since)}`,
          ]
            .filter(Boolean)
            .join('; ')
        }),
    ),
    part(
      'Plans',
      subscriptions && (subscriptions.complete ? subscriptions.items.length : null),
      subscriptions &&
        subscriptions.items.map(({ plan, product, planId, zoneName, state }) =>
          [
            plain(plan ?? product ?? planId ?? 'Not known'),
            zoneName && `for ${plain(zoneName)}`,
            state && plain(state),
          ]
            .filter(Boolean)
            .join('; '),
        ),
    ),
    part(
      'What changed lately',
      null,
      changes &&
        changes.map(({ at, what, who, result }) =>
          [moment(at), plain(what), plain(who), result && plain(result)].filter(Boolean).join('; '),
        ),
    ),
    `As of ${absolute(now)}`,
  ]
    .filter((text) => text !== '')
    .join('\n\n')
}

function domain(
  {
    id,
    name,
    unicode,
    status,
    paused,
    nameServers,
    createdOn,
    activatedOn,
  }: NonNullable<Glance['zones']>['rows'][number],
  seen: CustomerSeen | null,
  now: Date,
): string {
  const known = seen?.zoneSeen[id]
  const since = (known?.status === status && known.since) || (status === 'pending' ? createdOn : null)
  const waits = waitsFor({ status, since, plan: known?.plan ?? null }, now)
  return [
    unicode ? `${plain(unicode)} (${name})` : plain(name),
    waits?.toLowerCase() ?? (status && plain(status)),
    paused && 'paused',
    known && known.plan !== null && (known.plan === '' ? 'Free' : plain(known.plan)),
    nameServers.length > 0 && `name servers ${nameServers.map(plain).join(', ')}`,
    createdOn && `added ${moment(createdOn)}`,
    activatedOn && `active since ${moment(activatedOn)}`,
  ]
    .filter(Boolean)
    .join('; ')
}

/** A list under its heading, which says how many there are; null for what could not be read. */
function part(title: string, total: number | null, lines: string[] | null): string {
  if (!lines) return `${title}: could not be read`
  const count = total !== null ? ` (${total})` : ''
  const more = (total ?? lines.length) - Math.min(lines.length, LINES)
  if (lines.length === 0) return `${title}: none`
  return block(`${title}${count}`, [...lines.slice(0, LINES), ...(more > 0 ? [`and ${more} more`] : [])])
}

function block(title: string | null, lines: (string | false | null | undefined)[]): string {
  const said = lines.filter(Boolean)
  if (title === null) return said.join('\n')
  return said.length === 0 ? `${title}: none` : [title, ...said.map((line) => `- ${line}`)].join('\n')
}

/** On one line, whatever somebody called something, and read as it is written. */
const plain = (text: string) =>
  text
    .replace(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
const names = (all: { name: string }[]) => all.map(({ name }) => plain(name)).join(', ')
const moment = (at: string) => absolute(new Date(at))
