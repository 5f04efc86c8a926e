import { StatusBadge } from '@/components/ui/status-badge'
import type { Origin } from '@/lib/cloudflare-log/schema'
import { ORIGIN_TONES } from './labels'

/** Whether an act of Cloudflare's log is one of ours. */
export function OriginBadge({ origin }: { origin: Origin }) {
  return (
    <span
      title={origin.email ? `${origin.words} (${origin.email})` : origin.words}
      className="max-w-full min-w-0"
    >
      <StatusBadge tone={ORIGIN_TONES[origin.kind]} wrap>
        <bdi>{origin.words}</bdi>
      </StatusBadge>
    </span>
  )
}
