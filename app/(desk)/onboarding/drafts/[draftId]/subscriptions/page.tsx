import { SubscriptionsStep } from '@/components/onboarding/wizard/subscriptions-step'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { Part } from '@/components/ui/part'
import { reading } from '@/lib/core/read'
import { draftOffer } from '@/lib/onboarding/draft-queries'

export default async function SubscriptionsPage({
  params,
}: PageProps<'/onboarding/drafts/[draftId]/subscriptions'>) {
  const { draftId } = await params
  return (
    <Part
      failed="The plans could not be read"
      fallback={<LinesSkeleton title="Account subscriptions" lines={8} />}
      read={() => reading(() => draftOffer(draftId, 'account'))}
    >
      {(offer) => <SubscriptionsStep offer={offer} />}
    </Part>
  )
}
