import { AccountDetails, AccountSettingsCard } from '@/components/accounts/account-details'
import { AccountDescription } from '@/components/accounts/account-description'
import { ATTENTION, AttentionCard } from '@/components/accounts/attention-card'
import { DeletionUnderWay } from '@/components/accounts/deletion-under-way'
import { KycCard, KycSkeleton } from '@/components/accounts/kyc-card'
import { MissingSubscriptions } from '@/components/subscriptions/missing-subscriptions'
import { MembersGlance } from '@/components/members/members-glance'
import { LabelsCard } from '@/components/notes/labels-card'
import { NotesCard } from '@/components/notes/notes-card'
import { SubscriptionsGlance } from '@/components/subscriptions/subscriptions-glance'
import { changesOf } from '@/components/support/changes'
import { OpenWork } from '@/components/support/open-work'
import { PlansSeen } from '@/components/support/plans-seen'
import { ticketText } from '@/components/support/ticket'
import { Timeline } from '@/components/support/timeline'
import { TokensGlance } from '@/components/tokens/tokens-glance'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-text'
import { DateTime } from '@/components/ui/date-time'
import { ErrorState } from '@/components/ui/error-state'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { LiveData } from '@/components/ui/live-data'
import { Part } from '@/components/ui/part'
import { ZonesGlance } from '@/components/zones/zones-glance'
import { accountKyc, accountNotes, accountOverview } from '@/lib/accounts/queries'
import { accountLatestActivity } from '@/lib/activity/queries'
import { firstLogPage } from '@/lib/cloudflare-log/queries'
import { readLogQuery } from '@/lib/cloudflare-log/schema'
import { ACTION_LABELS } from '@/lib/commands'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import type { Reading } from '@/lib/core/errors'
import { reading, readingAhead } from '@/lib/core/read'
import { membersGlance } from '@/lib/members/queries'
import { tagsInUse, teamKnowledge } from '@/lib/notes/queries'
import { accountSubscriptions } from '@/lib/subscriptions/queries'
import { customerSeen } from '@/lib/support/queries'
import { workList } from '@/lib/today/queries'
import { WorkQuery } from '@/lib/today/schema'
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
  const log = readingAhead(() => firstLogPage(accountId, readLogQuery({}, new Date())))
  const team = readingAhead(() => teamKnowledge(accountId))
  const [account, notes, mirrored] = await Promise.all([
    reading(() => accountOverview(accountId)),
    reading(() => accountNotes(accountId)),
    reading(() => customerSeen(accountId)),
  ])
  if (!account.ok) return <ErrorState title="The account could not be read" {...account.error} />
  const { id } = account.data
  const path = `/accounts/${id}`
  const mayNote = may(staff.role, 'notes.change')
  const seen = dataOf(mirrored)
  const ours = readingAhead(() => accountLatestActivity(id, 10))
  const work = readingAhead(() => workList(WorkQuery.parse({ account: id }), ACTION_LABELS))
  const changes = async () => {
    const [here, there] = await Promise.all([ours, log])
    if (!here.ok) return here
    const partly = there.ok ? null : `Cloudflare’s log could not be read: ${there.error.message}`
    const lines = there.ok ? there.data.lines : []
    return { ok: true, data: { changes: changesOf(path, ACTION_LABELS, here.data, lines), partly } } as const
  }
  const glance = async () => ({
    members: dataOf(await members),
    zones: dataOf(await zones),
    subscriptions: dataOf(await subscriptions),
    tokens: dataOf(await tokens),
  })
  const seenZones = seen && (
    <ZonesGlance path={path} accountId={id} zones={seen.zones} known={seen.zoneSeen} kept={seen} />
  )
  const seenMembers = seen && (
    <MembersGlance path={path} members={seen.members} since={seen.memberSince} asOf={seen.asOf} />
  )
  const seenPlans = seen?.plans && <PlansSeen path={path} plans={seen.plans} asOf={seen.asOf} />
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
      <section aria-labelledby="support-card" className="space-y-4">
        <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <div>
            <h2 id="support-card" className="text-lg font-semibold">
              Support card
            </h2>
            <p className="text-sm text-kumo-subtle">
              {seen ? (
                <>
                  Read from Cloudflare now; what was kept is from <DateTime value={seen.asOf} />.
                </>
              ) : (
                'Read from Cloudflare now; the directory has not seen this account yet.'
              )}
            </p>
          </div>
          <Part
            failed="The text for a ticket could not be made"
            fallback={null}
            read={async () => {
              const [told, read, knowledge, open] = await Promise.all([glance(), changes(), team, work])
              return {
                ok: true,
                data: ticketText(
                  {
                    account: account.data,
                    team: dataOf(knowledge),
                    seen,
                    glance: told,
                    changes: read.ok ? read.data.changes : null,
                    work: dataOf(open)?.rows ?? null,
                  },
                  new Date(),
                ),
              }
            }}
          >
            {(text) => <CopyButton text="Copy for ticket" label="Copy for ticket" value={text} />}
          </Part>
        </header>
        <div className="grid items-start gap-6 xl:grid-cols-2 min-[110rem]:grid-cols-3">
          <div className="space-y-6">
            <AccountDetails account={account.data} />
            <Part
              failed="What needs attention could not be read"
              fallback={<LinesSkeleton title={ATTENTION} lines={1} />}
              read={async () => ({ ok: true, data: await glance() })}
            >
              {(told) => <AttentionCard path={path} glance={told} />}
            </Part>
            <Part
              failed="The open problems could not be read"
              fallback={<LinesSkeleton title="Open problems" lines={2} />}
              read={() => work}
            >
              {(found) => <OpenWork accountId={id} work={found} />}
            </Part>
            <Part
              failed="What the team knows could not be read"
              fallback={<LinesSkeleton title="Tags and aliases" lines={2} />}
              read={() => reading(async () => [await teamKnowledge(accountId), await tagsInUse()] as const)}
            >
              {([knowledge, suggestions]) => (
                <LabelsCard
                  accountId={id}
                  knowledge={knowledge}
                  suggestions={suggestions}
                  mayChange={mayNote}
                  mayImport={may(staff.role, 'aliases.import')}
                />
              )}
            </Part>
          </div>
          <div className="space-y-6">
            <Part
              failed="The zones could not be read"
              fallback={seenZones ?? <LinesSkeleton title="Zones" />}
              kept={seenZones}
              read={() => zones}
            >
              {(data) => (
                <LiveData>
                  <ZonesGlance path={path} accountId={id} zones={data} known={seen?.zoneSeen ?? {}} />
                </LiveData>
              )}
            </Part>
            <Part
              failed="The members could not be read"
              fallback={seenMembers ?? <LinesSkeleton title="Members" />}
              kept={seenMembers}
              read={() => members}
            >
              {(data) => <MembersGlance path={path} members={data} since={seen?.memberSince} />}
            </Part>
            <Part
              failed="The subscriptions could not be read"
              fallback={seenPlans ?? <LinesSkeleton title="Account Subscriptions" />}
              kept={seenPlans}
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
          <div className="grid items-start gap-6 xl:col-span-2 xl:grid-cols-2 min-[110rem]:col-span-1 min-[110rem]:grid-cols-1">
            <Part
              failed="The latest activity could not be read"
              fallback={<LinesSkeleton title="Latest activity" />}
              read={changes}
            >
              {(data) => (
                <Card
                  title="Latest activity"
                  description="What was done here, and what Cloudflare’s log has of 7 days."
                >
                  <Timeline {...data} />
                </Card>
              )}
            </Part>
            <Part
              failed="The notes could not be read"
              fallback={<LinesSkeleton title="Notes" />}
              read={() => team}
            >
              {(knowledge) => <NotesCard accountId={id} notes={knowledge.notes} mayChange={mayNote} />}
            </Part>
          </div>
        </div>
      </section>
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="space-y-6">
          <AccountSettingsCard settings={account.data.settings} />
          {notes.ok ? (
            <AccountDescription text={notes.data.description} />
          ) : (
            <ErrorState title="Our notes could not be read" {...notes.error} />
          )}
        </div>
        <Part failed="Know-Your-Customer data could not be read" fallback={<KycSkeleton />} read={() => kyc}>
          {(data) => <KycCard accountId={id} kyc={data} />}
        </Part>
      </div>
    </div>
  )
}

const dataOf = <T,>(read: Reading<T>): T | null => (read.ok ? read.data : null)
