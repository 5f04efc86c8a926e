import type { Metadata } from 'next'
import { ZonePlanForm } from '@/components/subscriptions/zone-plan'
import { ZoneHeader } from '@/components/zones/zone-details'
import { ErrorState } from '@/components/ui/error-state'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { zonePlanOffer } from '@/lib/subscriptions/queries'
import { zoneDetails } from '@/lib/zones/queries'

export const metadata: Metadata = { title: 'Plan' }

export default async function ZonePlanPage({
  params,
}: PageProps<'/accounts/[accountId]/zones/[zoneId]/plan'>) {
  const { accountId, zoneId } = await params
  await requirePermission('zones.change')
  // Awaited before anything is sent, so that an unknown id is answered with the status 404.
  const [zone, choices] = await Promise.all([
    reading(() => zoneDetails(accountId, zoneId)),
    reading(() => zonePlanOffer(accountId, zoneId)),
  ])
  if (!zone.ok) return <ErrorState title="The zone could not be read" heading="h2" {...zone.error} />
  return (
    <>
      <ZoneHeader zone={zone.data} />
      {choices.ok ? (
        <ZonePlanForm
          key={JSON.stringify(choices.data.loaded)}
          accountId={zone.data.accountId}
          zoneId={zone.data.id}
          zoneName={zone.data.name}
          now={choices.data.loaded}
          offer={choices.data.offer}
        />
      ) : (
        <ErrorState title="The plan could not be read" heading="h2" {...choices.error} />
      )}
    </>
  )
}
