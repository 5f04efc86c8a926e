import type { Metadata } from 'next'
import { ZonePlanCard, ZonePlanCardSkeleton } from '@/components/subscriptions/zone-plan-card'
import { DeleteZone } from '@/components/zones/delete-zone'
import { NameServers } from '@/components/zones/name-servers'
import { ZoneDetails, ZoneHeader } from '@/components/zones/zone-details'
import { ErrorState } from '@/components/ui/error-state'
import { LiveData } from '@/components/ui/live-data'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { zonePlan } from '@/lib/subscriptions/queries'
import { zoneDetails } from '@/lib/zones/queries'

type Props = PageProps<'/accounts/[accountId]/zones/[zoneId]'>

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { accountId, zoneId } = await params
  const title = await zoneDetails(accountId, zoneId)
    .then(({ name }) => name)
    .catch(() => 'Zone')
  return { title }
}

export default async function ZonePage({ params }: Props) {
  const { accountId, zoneId } = await params
  const staff = await requirePermission('zones.read')
  // Awaited before anything is sent, so that an unknown id is answered with the status 404.
  const read = await reading(() => zoneDetails(accountId, zoneId))
  if (!read.ok) return <ErrorState title="The zone could not be read" heading="h2" {...read.error} />
  const zone = read.data
  const changeHref = may(staff.role, 'zones.change')
    ? `/accounts/${zone.accountId}/zones/${zone.id}/plan`
    : null
  return (
    <>
      <ZoneHeader zone={zone} />
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="space-y-6">
          <LiveData>
            <ZoneDetails zone={zone} />
          </LiveData>
          <NameServers zone={zone} />
        </div>
        <Part
          failed="The plan could not be read"
          fallback={<ZonePlanCardSkeleton />}
          read={() => reading(() => zonePlan(accountId, zoneId))}
        >
          {(subscription) => <ZonePlanCard subscription={subscription} changeHref={changeHref} />}
        </Part>
      </div>
      {may(staff.role, 'zones.delete') && (
        <div className="mt-6">
          <DeleteZone zone={zone} />
        </div>
      )}
    </>
  )
}
