import { FileDashedIcon } from '@phosphor-icons/react/dist/ssr/FileDashed'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'

export default function NotFoundInDesk() {
  return (
    <EmptyState
      heading="h1"
      icon={<FileDashedIcon />}
      title="Page not found"
      actions={<ButtonLink href="/accounts">Go to Managed Accounts</ButtonLink>}
    >
      There is nothing at this address, or it is not among the accounts that you manage.
    </EmptyState>
  )
}
