import { LockSimpleIcon } from '@phosphor-icons/react/dist/ssr/LockSimple'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'

export default function ForbiddenInDesk() {
  return (
    <EmptyState
      heading="h1"
      icon={<LockSimpleIcon />}
      title="Your role does not allow this"
      actions={<ButtonLink href="/">Go to Today</ButtonLink>}
    >
      This page needs another role. An administrator can change your role under Staff.
    </EmptyState>
  )
}
