import { DateTime } from '@/components/ui/date-time'
import { TextLink } from '@/components/ui/text-link'
import type { ActivityLine } from '@/lib/audit/schema'
import { ResultBadge } from './result-badge'

/** The newest lines of an account, each leading to its drawer in the account's Activity tab. */
export function LatestActivity({ accountId, lines }: { accountId: string; lines: ActivityLine[] }) {
  if (lines.length === 0) return <p className="text-kumo-subtle">Nothing on record yet.</p>
  return (
    <ul className="-my-2">
      {lines.map((line) => (
        <li
          key={line.id}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-kumo-hairline py-2.5 not-last:border-b"
        >
          <div className="min-w-0 flex-1 wrap-anywhere">
            <TextLink href={`/accounts/${accountId}/activity?event=${line.id}`} prefetch={false}>
              {line.action}
            </TextLink>
            <p className="text-sm text-kumo-subtle">
              <bdi>{line.person}</bdi>, <DateTime value={line.at} />
            </p>
          </div>
          <ResultBadge result={line.result} />
        </li>
      ))}
    </ul>
  )
}
