import { Card } from '@/components/ui/card'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { DateTime } from '@/components/ui/date-time'
import { DetailList } from '@/components/ui/detail-list'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { StatusBadge } from '@/components/ui/status-badge'
import { refreshDirectory } from '@/lib/directory/actions'
import type { DirectoryProgress } from '@/lib/directory/schema'

const TITLE = 'Directory'

const DOING: Record<DirectoryProgress['doing'], { tone: 'info' | 'success' | 'neutral'; says: string }> = {
  listing: { tone: 'info', says: 'Listing all accounts' },
  reading: { tone: 'info', says: 'Reading what is in the accounts' },
  refreshing: { tone: 'success', says: 'Refreshing, the oldest first' },
  idle: { tone: 'neutral', says: 'Not being read' },
}

/** How far the mirror of Cloudflare's accounts has come, and how old it is. */
export function DirectoryCard({
  progress,
  mayRefresh,
}: {
  progress: DirectoryProgress
  mayRefresh: boolean
}) {
  const { accounts, ours, read, gone, faults, doing, fault } = progress
  const left = ours - read
  return (
    <Card title={TITLE}>
      <p className="mb-4 max-w-prose text-kumo-subtle">
        A copy of what Cloudflare has: accounts, units, domains, people, plans and tokens. Lists, search and
        the work list are made of it; every page that reads Cloudflare refreshes what it saw.
      </p>
      <DetailList
        items={[
          {
            label: 'State',
            value: (
              <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
                <StatusBadge tone={fault ? 'warning' : DOING[doing].tone}>
                  {fault ? 'Waiting' : DOING[doing].says}
                </StatusBadge>
                {fault ?? (progress.manual && 'It is read only when somebody asks for it here.')}
              </span>
            ),
          },
          {
            label: 'Accounts',
            value: `${number(accounts)}${gone > 0 ? `, and ${number(gone)} that are gone` : ''}`,
          },
          {
            label: 'Read whole',
            value:
              left > 0
                ? `${number(read)} of ${number(ours)} that are yours; ${number(left)} not yet`
                : ours > 0 && `All ${number(ours)} that are yours`,
            none: 'None yet',
          },
          { label: 'Pace', value: `${number(progress.lastHour)} accounts in the last hour` },
          {
            label: 'Last listed',
            value: progress.listedAt && <DateTime value={progress.listedAt} />,
            none: 'Not yet',
          },
          {
            label: 'Oldest reading',
            value: progress.oldestRead && <DateTime value={progress.oldestRead} />,
            none: 'None yet',
          },
          ...(faults.accounts > 0
            ? [
                {
                  label: 'Not read in part',
                  value: `${number(faults.accounts)} ${faults.accounts === 1 ? 'account' : 'accounts'}. ${faults.example ?? ''}`,
                },
              ]
            : []),
        ]}
      />
      {mayRefresh && (
        <div className="mt-4">
          <ConfirmButton
            label="Refresh now"
            variant="secondary"
            title="Read everything anew?"
            confirm="Refresh now"
            action={refreshDirectory}
            input={{}}
            said="The directory is read anew"
            deed="The directory was refreshed"
          >
            <p>
              All {number(ours)} accounts are read again in the background, about seven calls each, within
              what the allowance leaves beside people and runs. What is shown meanwhile is what was known.
            </p>
          </ConfirmButton>
        </div>
      )}
    </Card>
  )
}

export const DirectoryCardSkeleton = () => <LinesSkeleton title={TITLE} />

const number = (count: number) => count.toLocaleString('en')
