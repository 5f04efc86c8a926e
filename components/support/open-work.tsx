import { Card } from '@/components/ui/card'
import { DateTime } from '@/components/ui/date-time'
import { StatusBadge, type StatusTone } from '@/components/ui/status-badge'
import { hrefWith } from '@/components/ui/href'
import { TextLink } from '@/components/ui/text-link'
import type { Urgency, WorkPage } from '@/lib/today/schema'

const TONES: Record<Urgency, StatusTone> = { now: 'danger', soon: 'warning', later: 'neutral' }
const SHOWN = 6

/** What the work list has of a customer, each with its next step. */
export function OpenWork({
  accountId,
  work: { rows, totalCount, lookedAt },
}: {
  accountId: string
  work: WorkPage
}) {
  return (
    <Card
      title="Open problems"
      description={
        lookedAt ? (
          <>
            As of <DateTime value={lookedAt} />
          </>
        ) : (
          'Nobody has looked yet.'
        )
      }
      actions={<TextLink href={hrefWith('/', { account: accountId })}>Work list</TextLink>}
    >
      {rows.length === 0 ? (
        <p className="text-kumo-subtle">
          {lookedAt ? 'Nothing is open.' : 'The first look has not ended yet.'}
        </p>
      ) : (
        <ul className="-my-2.5">
          {rows.slice(0, SHOWN).map(({ id, kind, subject, detail, since, owner, urgency, next }) => (
            <li
              key={id}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-kumo-hairline py-2.5 not-last:border-b"
            >
              <div className="min-w-0 flex-1 basis-48 wrap-anywhere">
                {next ? <TextLink href={next.href}>{kind}</TextLink> : kind}
                {subject && (
                  <>
                    : <bdi>{subject}</bdi>
                  </>
                )}
                <p className="text-sm text-kumo-subtle">
                  <bdi>{detail}</bdi> Since <DateTime value={since} />
                  {owner && (
                    <>
                      , <bdi>{owner.name}</bdi> has it
                    </>
                  )}
                </p>
              </div>
              <StatusBadge tone={TONES[urgency]}>
                {urgency === 'now' ? 'Now' : urgency === 'soon' ? 'Soon' : 'Later'}
              </StatusBadge>
            </li>
          ))}
        </ul>
      )}
      {totalCount > SHOWN && <p className="mt-3 text-sm text-kumo-subtle">And {totalCount - SHOWN} more.</p>}
    </Card>
  )
}
