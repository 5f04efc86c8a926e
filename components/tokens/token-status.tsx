import { StatusBadge } from '@/components/ui/status-badge'
import type { TokenRow } from '@/lib/tokens/schema'
import { stateWords } from './words'

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
      {endsSoon && expiresOn && <StatusBadge tone="warning">{endsIn(expiresOn)}</StatusBadge>}
    </span>
  )
}

function endsIn(expiresOn: string): string {
  const days = Math.floor((Date.parse(expiresOn) - Date.now()) / 86_400_000)
  return days < 1 ? 'Ends within a day' : days === 1 ? 'Ends in 1 day' : `Ends in ${days} days`
}
