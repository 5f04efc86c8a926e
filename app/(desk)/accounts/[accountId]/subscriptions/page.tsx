import { PlusIcon } from '@phosphor-icons/react/dist/ssr/Plus'
import type { Metadata } from 'next'
import { SubscriptionTable, SubscriptionTableSkeleton } from '@/components/subscriptions/subscription-table'
import { ButtonLink } from '@/components/ui/button-link'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { accountSubscriptions } from '@/lib/subscriptions/queries'
import { SubscriptionsQuery } from '@/lib/subscriptions/schema'

export const metadata: Metadata = { title: 'Subscriptions' }

export default async function SubscriptionsPage({
  params,
  searchParams,
}: PageProps<'/accounts/[accountId]/subscriptions'>) {
  const { accountId } = await params
  const query = SubscriptionsQuery.parse(await searchParams)
  const staff = await requirePermission('subscriptions.read')
  const mayAdd = may(staff.role, 'subscriptions.change')
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="text-kumo-subtle">
          Products of the account itself. Zone plans are shown with each zone.
        </p>
        {mayAdd && (
          <ButtonLink
            href={`/accounts/${accountId}/subscriptions/new`}
            variant="primary"
            icon={<PlusIcon size={16} aria-hidden="true" />}
          >
            Add a subscription
          </ButtonLink>
        )}
      </div>
      <Part
        failed="The subscriptions could not be listed"
        fallback={<SubscriptionTableSkeleton query={query} />}
        read={() => reading(() => accountSubscriptions(accountId, query))}
      >
        {(subscriptions) => (
          <SubscriptionTable
            accountId={accountId}
            subscriptions={subscriptions}
            query={query}
            mayAdd={mayAdd}
            mayExport={may(staff.role, 'customers.export')}
          />
        )}
      </Part>
    </>
  )
}
