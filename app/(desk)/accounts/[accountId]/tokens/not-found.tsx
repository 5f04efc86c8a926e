import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'

export const metadata: Metadata = { title: 'No such API token' }

/** For ids that do not exist and for tokens of another account: the two look the same. */
export default function TokenNotFound() {
  return (
    <div className="rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line">
      <EmptyState
        icon={<MagnifyingGlassIcon />}
        heading="h2"
        title="There is no API token with this ID in the account"
      >
        It may have been deleted, or it belongs to another account.
      </EmptyState>
    </div>
  )
}
