import { Card } from '@/components/ui/card'
import { DetailList, type Detail } from '@/components/ui/detail-list'
import { Notice } from '@/components/ui/notice'
import { permissionName } from '@/lib/tokens/catalogue'
import { addressesIn, type Breadth, type TokenForm, type TokenOffer } from '@/lib/tokens/schema'
import { BREADTHS, listed } from './words'

/** What a token will be able to do, where, from where and until when, as the form stands. */
export function TokenSummary({
  values,
  offer,
  breadth,
}: {
  values: TokenForm
  offer: TokenOffer
  breadth: Breadth[]
}) {
  const chosen = offer.groups.filter(({ id }) => values.groupIds.includes(id))
  const of = (scope: 'account' | 'zone') =>
    chosen.filter((group) => group.scope === scope).map(({ name }) => permissionName(name))
  const [account, zone] = [of('account'), of('zone')]
  const zones = offer.zones.filter(({ id }) => values.zoneIds.includes(id)).map(({ name }) => name)
  const items: Detail[] = [
    ...(zone.length > 0
      ? [
          {
            label:
              values.zones === 'all'
                ? 'In all zones'
                : zones.length > 0
                  ? `In ${listed(zones, 5)}`
                  : 'In the zones, none chosen yet',
            value: <Lines texts={zone} />,
          },
        ]
      : []),
    ...(account.length > 0 ? [{ label: 'In the account', value: <Lines texts={account} /> }] : []),
    { label: 'From', value: whence(values) },
    { label: 'When', value: when(values) },
  ]
  return (
    <Card title="What this token will be able to do">
      <div className="space-y-4">
        {values.keepsPermissions ? (
          <p>What it may do now: its permissions stay as they are.</p>
        ) : (
          chosen.length === 0 && <p className="text-kumo-subtle">Nothing yet: choose its permissions.</p>
        )}
        <DetailList items={items} />
        {breadth.length > 0 && (
          <Notice tone="warning" title="This is nearly everything">
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

function Lines({ texts }: { texts: string[] }) {
  return (
    <ul>
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}

function whence({ allowed, refused }: TokenForm): string {
  const [only, never] = [addressesIn(allowed).ranges, addressesIn(refused).ranges]
  const from = only.length > 0 ? `Only ${listed(only, 4)}` : 'Any address'
  return never.length > 0 ? `${from}, but not ${listed(never, 4)}` : from
}

function when({ startsOn, endsOn }: TokenForm): string {
  const from = startsOn ? `From ${day(startsOn)}` : 'From now on'
  return `${from}${endsOn ? `, until the end of ${day(endsOn)}, UTC` : ', without an end'}`
}

function day(date: string): string {
  const parsed = new Date(`${date}T00:00:00Z`)
  return Number.isNaN(parsed.getTime())
    ? date
    : parsed.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
}
