import { relative } from '@/components/ui/moment'
import { StatusBadge } from '@/components/ui/status-badge'
import type { TokenRow } from '@/lib/tokens/schema'
import { stateWords } from './labels'

/** A token's status, with a second badge where its end is near. */
export function TokenStatus({
  state,
  endsSoon,
  expiresOn,
}: Pick<TokenRow, 'state' | 'endsSoon' | 'expiresOn'>) {
  if (!state) return <span className="text-kumo-subtle">Not known</span>
  const { label, tone } = stateWords(state)
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-1">
      <StatusBadge tone={tone}>{label}</StatusBadge>
      {endsSoon && expiresOn && (
        <StatusBadge tone="warning">Ends {relative(new Date(expiresOn), new Date())}</StatusBadge>
      )}
    </span>
  )
}
