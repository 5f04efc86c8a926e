import { NoUnit, UnitNotices } from '@/app/(desk)/accounts/new/units'
import { CustomerStep } from '@/components/onboarding/wizard/customer-step'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { Part } from '@/components/ui/part'
import { createChoices } from '@/lib/accounts/queries'
import { reading } from '@/lib/core/read'
import { ChosenTenantQuery } from '@/lib/tenants/schema'

export default async function CustomerPage({
  searchParams,
}: PageProps<'/onboarding/drafts/[draftId]/customer'>) {
  const { tenant } = ChosenTenantQuery.parse(await searchParams)
  return (
    <Part
      failed="The tenant units could not be read"
      fallback={<LinesSkeleton title="Account" lines={8} />}
      read={() => reading(() => createChoices(tenant))}
    >
      {(choices) =>
        choices.units.length === 0 ? (
          <NoUnit {...choices} />
        ) : (
          <>
            <UnitNotices {...choices} />
            <CustomerStep units={choices.units} />
          </>
        )
      }
    </Part>
  )
}
