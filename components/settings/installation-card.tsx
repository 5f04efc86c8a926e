import { Card } from '@/components/ui/card'
import { DetailList } from '@/components/ui/detail-list'
import { StatusBadge } from '@/components/ui/status-badge'

/** How this console is set up. */
export function InstallationCard({
  installation: { sandbox, upstreamHost, version, address, database, auditGuarded, sessionHours },
}: {
  installation: {
    sandbox: boolean
    upstreamHost: string
    version: string
    address: string
    database: string
    auditGuarded: boolean
    sessionHours: { idle: number; absolute: number }
  }
}) {
  return (
    <Card title="Installation">
      <DetailList
        items={[
          {
            label: 'Upstream',
            value: (
              <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
                <StatusBadge tone={sandbox ? 'warning' : 'success'}>
                  {sandbox ? 'Sandbox' : 'Live'}
                </StatusBadge>
                {upstreamHost}
              </span>
            ),
          },
          { label: 'Address', value: address },
          { label: 'Version', value: `Tenantdesk ${version}` },
          { label: 'Database', value: database },
          {
            label: 'Audit',
            value: auditGuarded ? (
              'The console can add to it and read it; the database refuses changes'
            ) : (
              <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
                <StatusBadge tone="warning">Not protected</StatusBadge>
                The console’s database role owns it and could change it: the person who runs this console can
                set DATABASE_OWNER_URL
              </span>
            ),
          },
          {
            label: 'Sessions end',
            value: `After ${sessionHours.idle} hours without use, and after ${sessionHours.absolute} hours at the latest`,
          },
        ]}
      />
    </Card>
  )
}
