import { ResultBadge } from '@/components/activity/result-badge'
import { RESULT_TONES, word } from '@/components/cloudflare-log/labels'
import { DateTime } from '@/components/ui/date-time'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import type { Change } from './changes'

/** What happened to a customer, here and at Cloudflare, each leading to all that is on record of it. */
export function Timeline({ changes, partly }: { changes: Change[]; partly: string | null }) {
  return (
    <>
      {partly && <p className="mb-3 text-kumo-warning">{partly}</p>}
      {changes.length === 0 ? (
        <p className="text-kumo-subtle">Nothing recorded in the last days.</p>
      ) : (
        <ul className="-my-2">
          {changes.map(({ key, at, what, who, by, result, ours, href }) => (
            <li
              key={key}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-kumo-hairline py-2.5 not-last:border-b"
            >
              <div className="min-w-0 flex-1 wrap-anywhere">
                <TextLink href={href}>
                  <bdi>{what}</bdi>
                </TextLink>
                <p className="text-sm text-kumo-subtle">
                  <bdi>{who}</bdi>, <DateTime value={at} />
                  {by === 'cloudflare' && ', in Cloudflare’s log'}
                </p>
              </div>
              {ours ? (
                <ResultBadge result={ours} />
              ) : (
                result && <StatusBadge tone={RESULT_TONES[result]}>{word(result)}</StatusBadge>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
