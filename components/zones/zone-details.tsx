import { Card } from '@/components/ui/card'
import { CopyText } from '@/components/ui/copy-text'
import { DateTime } from '@/components/ui/date-time'
import { DetailList } from '@/components/ui/detail-list'
import { TextLink } from '@/components/ui/text-link'
import type { ZoneDetails as Zone } from '@/lib/zones/schema'
import { typeName } from './labels'
import { ZoneName } from './zone-name'
import { ZoneStatus } from './zone-status'

/** The head of a zone's page, below that of its account. */
export function ZoneHeader({ zone }: { zone: Zone }) {
  return (
    <header className="mb-5">
      <TextLink href={`/accounts/${zone.accountId}/zones`} className="text-sm">
        All zones
      </TextLink>
      <h2 className="mt-1 text-xl font-semibold wrap-anywhere">
        <ZoneName name={zone.name} unicode={zone.unicode} />
      </h2>
    </header>
  )
}

/** What Cloudflare says of a zone. */
export function ZoneDetails({ zone }: { zone: Zone }) {
  const { id, name, unicode, type, paused, createdOn, activatedOn } = zone
  return (
    <Card title="Details">
      <DetailList
        items={[
          { label: 'Name', value: <CopyText label="Name" value={name} /> },
          ...(unicode ? [{ label: 'Unicode name', value: <bdi>{unicode}</bdi> }] : []),
          { label: 'Zone ID', value: <CopyText label="Zone ID" value={id} /> },
          { label: 'Status', value: <ZoneStatus zone={zone} /> },
          { label: 'Type', value: type && typeName(type) },
          { label: 'Paused', value: paused === null ? null : paused ? 'Yes' : 'No', none: 'Not known' },
          { label: 'Created', value: createdOn && <DateTime value={createdOn} exact /> },
          {
            label: 'Activated',
            value: activatedOn && <DateTime value={activatedOn} exact />,
            none: 'Not yet',
          },
        ]}
      />
    </Card>
  )
}
