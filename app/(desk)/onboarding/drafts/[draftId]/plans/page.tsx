import { PlansStep } from '@/components/onboarding/wizard/plans-step'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { Part } from '@/components/ui/part'
import { reading } from '@/lib/core/read'
import { draftOffer } from '@/lib/onboarding/draft-queries'

export default async function PlansPage({ params }: PageProps<'/onboarding/drafts/[draftId]/plans'>) {
  const { draftId } = await params
  return (
    <Part
      failed="The plans could not be read"
      fallback={<LinesSkeleton title="Zone plans" lines={8} />}
      read={() => reading(() => draftOffer(draftId, 'zone'))}
    >
      {(offer) => <PlansStep offer={offer} />}
    </Part>
  )
}
