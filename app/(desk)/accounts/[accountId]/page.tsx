import { AccountDetails } from '@/components/accounts/account-details'
import { AccountDescription } from '@/components/accounts/account-description'
import { KycCard, KycSkeleton } from '@/components/accounts/kyc-card'
import { MissingSubscriptions } from '@/components/accounts/missing-subscriptions'
import { SubscriptionTable, SubscriptionTableSkeleton } from '@/components/accounts/subscription-table'
import { LatestActivity } from '@/components/activity/latest-activity'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { Part } from '@/components/ui/part'
import { accountKyc, accountNotes, accountOverview } from '@/lib/accounts/queries'
import { latestActivity } from '@/lib/audit/queries'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { accountSubscriptions } from '@/lib/subscriptions/queries'

export default async function AccountPage({ params }: PageProps<'/accounts/[accountId]'>) {
  const { accountId } = await params
  const staff = await requirePermission('accounts.read')
  // These two need no call but the one that the layout makes too, so they come with the page itself.
  const [account, notes] = await Promise.all([
    reading(() => accountOverview(accountId)),
    reading(() => accountNotes(accountId)),
  ])
  // The layout shows the fault in the place of everything.
  if (!account.ok) return null
  return (
    <div className="space-y-6">
      {notes.ok && (
        <MissingSubscriptions
          account={account.data}
          missing={notes.data.missing}
          mayAdd={may(staff.role, 'subscriptions.change')}
        />
      )}
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,13fr)_minmax(0,12fr)]">
        <AccountDetails account={account.data} />
        <div className="space-y-6">
          <Part
            failed="Know-Your-Customer data could not be read"
            fallback={<KycSkeleton />}
            read={() => reading(() => accountKyc(accountId))}
          >
            {(kyc) => <KycCard accountId={account.data.id} kyc={kyc} />}
          </Part>
          {notes.ok ? (
            <AccountDescription text={notes.data.description} />
          ) : (
            <ErrorState title="Our notes could not be read" {...notes.error} />
          )}
          <Part
            failed="The latest activity could not be read"
            fallback={<LinesSkeleton title="Latest activity" />}
            read={() => reading(() => latestActivity(account.data.id, 5))}
          >
            {(lines) => (
              <Card title="Latest activity">
                <LatestActivity path={`/accounts/${account.data.id}/activity`} lines={lines} />
              </Card>
            )}
          </Part>
        </div>
      </div>
      <Part
        failed="The subscriptions could not be read"
        fallback={<SubscriptionTableSkeleton />}
        read={() => reading(() => accountSubscriptions(accountId))}
      >
        {(subscriptions) => <SubscriptionTable subscriptions={subscriptions} />}
      </Part>
    </div>
  )
}
