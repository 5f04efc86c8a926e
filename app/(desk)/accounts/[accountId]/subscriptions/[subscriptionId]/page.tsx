import type { Metadata } from 'next'
import { CancelSubscription, PendingDowngrade } from '@/components/subscriptions/cancel-subscription'
import { PlanDetails } from '@/components/subscriptions/plan-details'
import { ChangeSubscriptionForm } from '@/components/subscriptions/subscription-forms'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { TextLink } from '@/components/ui/text-link'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { changeOffer, subscriptionDetails } from '@/lib/subscriptions/queries'

export const metadata: Metadata = { title: 'Subscription' }

export default async function SubscriptionPage({
  params,
}: PageProps<'/accounts/[accountId]/subscriptions/[subscriptionId]'>) {
  const { accountId, subscriptionId } = await params
  const { role } = await requirePermission('subscriptions.read')
  const mayChange = may(role, 'subscriptions.change')
  // Awaited before anything is sent, so that an unknown id is answered with the status 404.
  const [read, choices] = await Promise.all([
    reading(() => subscriptionDetails(accountId, subscriptionId)),
    mayChange ? reading(() => changeOffer(accountId, subscriptionId)) : null,
  ])
  if (!read.ok) return <ErrorState title="The subscription could not be read" heading="h2" {...read.error} />
  const { product, plan, planId, next } = read.data
  const ids = { accountId, subscriptionId }
  return (
    <>
      <header className="mb-5">
        <TextLink href={`/accounts/${accountId}/subscriptions`} className="text-sm">
          All subscriptions
        </TextLink>
        <h2 className="mt-1 text-xl font-semibold wrap-anywhere">
          {product ?? plan ?? planId ?? 'Subscription'}
        </h2>
      </header>
      <div className="max-w-4xl space-y-6">
        {next && (
          <PendingDowngrade {...ids} to={next.name ?? next.id ?? 'another plan'} mayUndo={mayChange} />
        )}
        <Card title="Details">
          <PlanDetails subscription={read.data} />
        </Card>
        {choices?.ok && (
          <ChangeSubscriptionForm
            key={JSON.stringify(choices.data.loaded)}
            {...ids}
            now={choices.data.loaded}
            offer={choices.data.offer}
          />
        )}
        {may(role, 'subscriptions.cancel') && (
          <CancelSubscription {...ids} name={planId ?? plan ?? subscriptionId} />
        )}
      </div>
    </>
  )
}
