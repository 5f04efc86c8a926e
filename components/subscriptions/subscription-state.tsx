import { Breakable } from '@/components/ui/breakable'
import { StatusBadge } from '@/components/ui/status-badge'
import { stateTone } from '@/lib/subscriptions/schema'

/** A subscription's state as upstream words it, which may be as long as `subscription.state.paid`. */
export function SubscriptionState({ state }: { state: string }) {
  return (
    <StatusBadge tone={stateTone(state)} wrap>
      <Breakable>{state}</Breakable>
    </StatusBadge>
  )
}
