import { DateTime } from '@/components/ui/date-time'
import { hrefWith } from '@/components/ui/href'
import { TextLink } from '@/components/ui/text-link'
import type { ActivityLine, Labels } from '@/lib/audit/schema'
import { ResultBadge } from './result-badge'

/** The newest lines, each leading to its drawer on the page at `path`. Where they are of many accounts, they say which. */
export function LatestActivity({
  path,
  lines,
  labels,
  withAccount = false,
}: {
  path: string
  lines: ActivityLine[]
  labels: Labels
  withAccount?: boolean
}) {
  if (lines.length === 0) return <p className="text-kumo-subtle">Nothing recorded yet.</p>
  return (
    <ul className="-my-2">
      {lines.map((line) => (
        <li
          key={line.id}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-kumo-hairline py-2.5 not-last:border-b"
        >
          <div className="min-w-0 flex-1 wrap-anywhere">
            <TextLink href={hrefWith(path, { event: line.id })}>
              {labels[line.action] ?? line.action}
            </TextLink>
            <p className="text-sm text-kumo-subtle">
              {withAccount && line.account && (
                <>
                  <bdi>{line.account.name ?? line.account.id}</bdi>,{' '}
                </>
              )}
              <bdi>{line.person}</bdi>, <DateTime value={line.at} />
            </p>
          </div>
          <ResultBadge result={line.result} />
        </li>
      ))}
    </ul>
  )
}
