import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import type { Metadata } from 'next'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'

export const metadata: Metadata = { title: 'No such account' }

/** For ids that do not exist, that the tenant does not own, or that are none at all: the three look the same. */
export default function AccountNotFound() {
  return (
    <>
      <PageHeader
        title="No such account"
        breadcrumbs={[
          { label: 'Tenants' },
          { label: 'Managed Accounts', href: '/accounts' },
          { label: 'No such account' },
        ]}
      />
      <div className="rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line">
        <EmptyState
          icon={<MagnifyingGlassIcon />}
          title="There is no managed account with this ID"
          actions={
            <ButtonLink href="/accounts" variant="primary">
              Go to Managed Accounts
            </ButtonLink>
          }
        >
          It may have been deleted, or it is not one of your tenant’s accounts.
        </EmptyState>
      </div>
    </>
  )
}
