import { Card } from '@/components/ui/card'
import { listed } from '@/components/ui/listed'
import { absolute } from '@/components/ui/moment'
import { Notice } from '@/components/ui/notice'
import { permissionParts } from '@/lib/tokens/catalogue'
import type { Breadth, OfferedGroup, Reach, TokenForm, TokenOffer } from '@/lib/tokens/schema'
import { addressesIn } from '@/lib/tokens/constants'
import { BREADTHS } from './labels'

type Present = { notBefore: string | null; expiresOn: string | null; reach: Reach }

/** What a token will be able to do, where, from where and until when, as the form stands. */
export function TokenSummary({
  values,
  offer,
  breadth,
  present,
}: {
  values: TokenForm
  offer: TokenOffer
  breadth: Breadth[]
  /** What a token has now. */
  present?: Present
}) {
  const chosen = offer.groups.filter(({ id }) => values.groupIds.includes(id))
  const zones = offer.zones.filter(({ id }) => values.zoneIds.includes(id)).map(({ name }) => name)
  const inZones =
    values.zones === 'all'
      ? 'In all zones'
      : zones.length > 0
        ? `In ${listed(zones, 5)}`
        : 'In the zones, none chosen yet'
  return (
    <Card title="What this token will be able to do">
      <div className="space-y-4">
        {values.keepsPermissions ? (
          <p>What it can do now. Its permissions will not change.</p>
        ) : (
          chosen.length === 0 && <p className="text-kumo-subtle">Nothing yet: choose its permissions.</p>
        )}
        <dl className="space-y-3">
          <Fact label={inZones}>{byAccess(chosen, 'zone')}</Fact>
          <Fact label="In the account">{byAccess(chosen, 'account')}</Fact>
          <Fact label="From">{[whence(values, present)]}</Fact>
          <Fact label="When">{[when(values, present)]}</Fact>
        </dl>
        {breadth.length > 0 && (
          <Notice tone="warning" title="This is nearly full access">
            <ul className="list-disc space-y-1 pl-4">
              {breadth.map((way) => (
                <li key={way}>{BREADTHS[way]}</li>
              ))}
            </ul>
          </Notice>
        )}
      </div>
    </Card>
  )
}

function Fact({ label, children }: { label: string; children: string[] }) {
  if (children.length === 0) return null
  return (
    <div className="wrap-anywhere">
      <dt className="text-sm text-kumo-subtle">{label}</dt>
      {children.map((text) => (
        <dd key={text}>{text}</dd>
      ))}
    </div>
  )
}

/** A line for each way of access, the most powerful first: "Edit: DNS, Page Rules". */
function byAccess(chosen: OfferedGroup[], scope: OfferedGroup['scope']): string[] {
  const subjects = new Map<string, string[]>()
  for (const group of chosen.filter((each) => each.scope === scope)) {
    const { subject, access } = permissionParts(group.name)
    const way = access ?? 'Allow'
    subjects.set(way, [...(subjects.get(way) ?? []), subject])
  }
  return ['Edit', 'Allow', 'Read'].flatMap((way) => {
    const of = subjects.get(way)
    return of ? [`${way}: ${of.join(', ')}`] : []
  })
}

function whence({ allowed, refused, keepsAddresses }: TokenForm, present?: Present): string {
  if (keepsAddresses) return 'As it is now'
  const [only, never] = [addressesIn(allowed).ranges, addressesIn(refused).ranges]
  if (only.length + never.length === 0 && present?.reach === 'nobody') return 'Nowhere (unchanged)'
  const from = only.length > 0 ? `Only ${listed(only, 4)}` : 'Any address'
  return never.length > 0 ? `${from}, except ${listed(never, 4)}` : from
}

function when({ startsOn, endsOn }: TokenForm, present?: Present): string {
  const from = startsOn ? `From ${exact(startsOn, present?.notBefore) ?? day(startsOn)}` : 'From now on'
  const until = exact(endsOn, present?.expiresOn) ?? `the end of ${day(endsOn)}, UTC`
  return endsOn ? `${from}, until ${until}` : `${from}, with no end date`
}

/** `now`: the moment that there is at present. In words where it falls on the day, else null. */
export function exact(day: string, now: string | null | undefined): string | null {
  return now && now.slice(0, 10) === day ? absolute(new Date(now)) : null
}

function day(date: string): string {
  const parsed = new Date(`${date}T00:00:00Z`)
  return Number.isNaN(parsed.getTime())
    ? date
    : parsed.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
}
