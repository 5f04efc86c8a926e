import type { Metadata } from 'next'
import { AddSubscriptionForm } from '@/components/subscriptions/subscription-forms'
import { ErrorState } from '@/components/ui/error-state'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { subscriptionOffer } from '@/lib/subscriptions/queries'

export const metadata: Metadata = { title: 'Add a subscription' }

export default async function AddSubscriptionPage({
  params,
}: PageProps<'/accounts/[accountId]/subscriptions/new'>) {
  const { accountId } = await params
  await requirePermission('subscriptions.change')
  const offer = await reading(() => subscriptionOffer(accountId))
  return offer.ok ? (
    <AddSubscriptionForm accountId={accountId} offer={offer.data} />
  ) : (
    <ErrorState title="The plan catalogue could not be loaded" heading="h2" {...offer.error} />
  )
}
