import { AccountDetails } from '@/components/accounts/account-details'
import { AccountDescription } from '@/components/accounts/account-description'
import { ATTENTION, AttentionCard } from '@/components/accounts/attention-card'
import { DeletionUnderWay } from '@/components/accounts/deletion-under-way'
import { KycCard, KycSkeleton } from '@/components/accounts/kyc-card'
import { MissingSubscriptions } from '@/components/subscriptions/missing-subscriptions'
import { LatestActivity } from '@/components/activity/latest-activity'
import { MembersGlance } from '@/components/members/members-glance'
import { LabelsCard } from '@/components/notes/labels-card'
import { NotesCard } from '@/components/notes/notes-card'
import { SubscriptionsGlance } from '@/components/subscriptions/subscriptions-glance'
import { TokensGlance } from '@/components/tokens/tokens-glance'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { LiveData } from '@/components/ui/live-data'
import { Part } from '@/components/ui/part'
import { ZonesGlance } from '@/components/zones/zones-glance'
import { accountKyc, accountNotes, accountOverview } from '@/lib/accounts/queries'
import { accountLatestActivity } from '@/lib/activity/queries'
import { ACTION_LABELS } from '@/lib/commands'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import type { Reading } from '@/lib/core/errors'
import { reading, readingAhead } from '@/lib/core/read'
import { membersGlance } from '@/lib/members/queries'
import { tagsInUse, teamKnowledge } from '@/lib/notes/queries'
import { accountSubscriptions } from '@/lib/subscriptions/queries'
import { tokensSummary } from '@/lib/tokens/queries'
import { zonesGlance } from '@/lib/zones/queries'

export default async function AccountPage({ params }: PageProps<'/accounts/[accountId]'>) {
  const { accountId } = await params
  const staff = await requirePermission('accounts.read')
  // All side by side, the account itself included: the page takes as long as the slowest of them.
  const members = readingAhead(() => membersGlance(accountId))
  const zones = readingAhead(() => zonesGlance(accountId))
  const subscriptions = readingAhead(() => accountSubscriptions(accountId))
  const tokens = readingAhead(() => tokensSummary(accountId))
  const kyc = readingAhead(() => accountKyc(accountId))
  const knowledge = readingAhead(() => Promise.all([teamKnowledge(accountId), tagsInUse()]))
  const [account, notes] = await Promise.all([
    reading(() => accountOverview(accountId)),
    reading(() => accountNotes(accountId)),
  ])
  if (!account.ok) return <ErrorState title="The account could not be read" {...account.error} />
  const path = `/accounts/${account.data.id}`
  const mayNote = may(staff.role, 'notes.change')
  return (
    <div className="space-y-6">
      {notes.ok && notes.data.deletedAt && <DeletionUnderWay deletedAt={notes.data.deletedAt} />}
      {notes.ok && (
        <MissingSubscriptions
          account={account.data}
          missing={notes.data.missing}
          mayAdd={may(staff.role, 'subscriptions.change')}
        />
      )}
      <Part
        failed="What needs attention could not be read"
        fallback={<LinesSkeleton title={ATTENTION} lines={1} />}
        read={async () => ({
          ok: true,
          data: {
            members: dataOf(await members),
            zones: dataOf(await zones),
            subscriptions: dataOf(await subscriptions),
            tokens: dataOf(await tokens),
          },
        })}
      >
        {(glance) => <AttentionCard path={path} glance={glance} />}
      </Part>
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <Part
          failed="The zones could not be read"
          fallback={<LinesSkeleton title="Zones" />}
          read={() => zones}
        >
          {(data) => (
            <LiveData>
              <ZonesGlance path={path} accountId={account.data.id} zones={data} />
            </LiveData>
          )}
        </Part>
        <Part
          failed="The members could not be read"
          fallback={<LinesSkeleton title="Members" />}
          read={() => members}
        >
          {(data) => <MembersGlance path={path} members={data} />}
        </Part>
        <Part
          failed="The subscriptions could not be read"
          fallback={<LinesSkeleton title="Account Subscriptions" />}
          read={() => subscriptions}
        >
          {(data) => <SubscriptionsGlance path={path} subscriptions={data} />}
        </Part>
        <Part
          failed="The API tokens could not be read"
          fallback={<LinesSkeleton title="API Tokens" />}
          read={() => tokens}
        >
          {(data) => <TokensGlance path={path} tokens={data} />}
        </Part>
      </div>
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="space-y-6">
          <Part
            failed="The team’s notes could not be read"
            fallback={<LinesSkeleton title="Notes" />}
            read={() => knowledge}
          >
            {([team, suggestions]) => (
              <div className="space-y-6">
                <NotesCard accountId={account.data.id} notes={team.notes} mayChange={mayNote} />
                <LabelsCard
                  accountId={account.data.id}
                  knowledge={team}
                  suggestions={suggestions}
                  mayChange={mayNote}
                />
              </div>
            )}
          </Part>
          <AccountDetails account={account.data} />
        </div>
        <div className="space-y-6">
          <Part
            failed="Know-Your-Customer data could not be read"
            fallback={<KycSkeleton />}
            read={() => kyc}
          >
            {(data) => <KycCard accountId={account.data.id} kyc={data} />}
          </Part>
          {notes.ok ? (
            <AccountDescription text={notes.data.description} />
          ) : (
            <ErrorState title="Our notes could not be read" {...notes.error} />
          )}
          <Part
            failed="The latest activity could not be read"
            fallback={<LinesSkeleton title="Latest activity" />}
            read={() => reading(() => accountLatestActivity(account.data.id, 5))}
          >
            {(lines) => (
              <Card title="Latest activity">
                <LatestActivity labels={ACTION_LABELS} path={`${path}/activity`} lines={lines} />
              </Card>
            )}
          </Part>
        </div>
      </div>
    </div>
  )
}

const dataOf = <T,>(read: Reading<T>): T | null => (read.ok ? read.data : null)
