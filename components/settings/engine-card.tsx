import { Card } from '@/components/ui/card'
import { DateTime } from '@/components/ui/date-time'
import { DetailList } from '@/components/ui/detail-list'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'

const TITLE = 'Engine'
const QUEUES: Record<string, string> = {
  provision: 'Onboarding runs',
  'service-user-ready': 'Service users that runs wait for',
  import: 'Imports',
  directory: 'The directory',
  today: 'The work list',
  'remove-person': 'Removals of people',
  'watch-zones': 'Zones that are watched',
}

/** What works at runs that outlive a page, and how much waits for it. */
export function EngineCard({
  engine: { processes, queues, oldest },
}: {
  engine: {
    processes: { since: Date }[]
    queues: { name: string; waiting: number; running: number; delayed: number }[]
    oldest: { id: string; title: string; since: Date } | null
  }
}) {
  const [first] = processes
  return (
    <Card title={TITLE}>
      <DetailList
        items={[
          {
            label: 'Processes alive',
            value: (
              <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
                <StatusBadge tone={first ? 'success' : 'danger'}>{first ? 'Working' : 'Down'}</StatusBadge>
                {first ? (
                  <span>
                    {processes.length}, {processes.length > 1 && 'the first '}started{' '}
                    <DateTime value={first.since} />
                  </span>
                ) : (
                  'Nothing works at runs. They go on by themselves once a process is there: ask the person who runs this console to start it again.'
                )}
              </span>
            ),
          },
          ...(queues.length === 0 ? [{ label: 'Queue', value: 'Empty' }] : []),
          ...queues.map(({ name, waiting, running, delayed }) => ({
            label: QUEUES[name] ?? name,
            value: `${waiting} waiting, ${running} being worked at, ${delayed} for later`,
          })),
          {
            label: 'Oldest waiting run',
            value: oldest && (
              <>
                <TextLink href={`/onboarding/runs/${oldest.id}`}>{oldest.title}</TextLink>, since{' '}
                <DateTime value={oldest.since} />
              </>
            ),
            none: 'None',
          },
        ]}
      />
    </Card>
  )
}

export const EngineCardSkeleton = () => <LinesSkeleton title={TITLE} />
