import { money } from '@/components/ui/money'
import { word } from '@/components/zones/labels'
import type { Sheet, SheetZone } from '@/lib/onboarding/run-schema'

const HIDDEN = {
  masked: 'addresses are shown to operators and administrators only',
  removed: 'the addresses were removed thirty days after the run ended',
  unreadable: 'the addresses cannot be read',
}

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})
export const dayOf = (iso: string) => day.format(new Date(iso))

/** Who was invited, a line each; without addresses how many. */
export function peopleLines({ people, hidden }: Sheet): string[] {
  if (hidden)
    return people.length === 0
      ? []
      : [`${people.length === 1 ? '1 person' : `${people.length} people`} (${HIDDEN[hidden]})`]
  return people.map(
    ({ email, status }) => `${email ?? 'Not known'}${status === 'accepted' ? ', a member' : ', invited'}`,
  )
}

export function planLine({ plan, frequency, price }: SheetZone): string {
  const name = plan ?? 'not known'
  const paid = price && money(price.amount, price.currency)
  return [name, frequency, paid].filter(Boolean).join(', ')
}

/** What the customer has to do now, in the order in which it is best done. */
export function todos({ people, zones }: Sheet): string[] {
  return [
    people.some(({ status }) => status !== 'accepted') &&
      'Everybody who is invited opens Cloudflare’s email and accepts the invitation.',
    ...zones.flatMap(todosOf),
  ].filter((each) => typeof each === 'string')
}

function todosOf(zone: SheetZone): string[] {
  const { status, type, nameServers, verificationKey, deletedOn } = zone
  if (status === 'active') return []
  const name = zone.unicode ?? zone.name
  if (status === 'deleted')
    return [`${name}: it was not active in time, and is not at Cloudflare any more. Ask us to add it again.`]
  const until = deletedOn
    ? ` Until ${dayOf(deletedOn)}: then Cloudflare deletes the domain if it is not active.`
    : ''
  if (verificationKey)
    return [
      `${name}: add a TXT record named cloudflare-verify.${zone.name} with the content ${verificationKey}.${until}`,
    ]
  if (type === 'partial' || type === 'internal' || nameServers.length === 0) return []
  return [
    `${name}: at the registrar, remove DS records (DNSSEC) if there are any, then replace all name servers by ${nameServers.join(' and ')}.${until}`,
  ]
}

/** The sheet as plain text, for a mail or a ticket. */
export function sheetText(sheet: Sheet): string {
  const { account, zones, subscriptions, serviceUser, problems } = sheet
  const part = (title: string, lines: string[]) =>
    lines.length === 0 ? [] : [['', title, ...lines.map((line) => `- ${line}`)].join('\n')]
  return [
    account.name,
    `Cloudflare account ${account.id}`,
    ...(account.unit ? [`Tenant unit ${account.unit}`] : []),
    ...part('People', peopleLines(sheet)),
    ...part(
      'Domains',
      zones.map((zone) =>
        [
          zone.unicode ? `${zone.unicode} (${zone.name})` : zone.name,
          `  State: ${zone.status ? word(zone.status) : 'not known'}`,
          `  Plan: ${planLine(zone)}`,
          ...(zone.nameServers.length > 0 ? [`  Name servers: ${zone.nameServers.join(', ')}`] : []),
          ...(zone.deletedOn
            ? [`  Cloudflare deletes it on ${dayOf(zone.deletedOn)} unless it is active by then`]
            : []),
        ].join('\n'),
      ),
    ),
    ...part('Subscriptions', subscriptions),
    ...part('Service user', serviceUser ? ['Made; its API key is handed over separately.'] : []),
    ...part('To do now', todos(sheet)),
    ...part('Still missing', problems),
    '',
  ].join('\n')
}
