import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'

/** For members that are gone, of another account, or none at all. */
export default function MemberNotFound() {
  return (
    <Card>
      <EmptyState icon={<MagnifyingGlassIcon />} title="There is no such member in this account">
        The person may have been removed or invited again since this link was created. Check the list of
        members.
      </EmptyState>
    </Card>
  )
}
