import type { Metadata } from 'next'
import { randomUUID } from 'node:crypto'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { CreateAccountForm } from '@/components/accounts/create/form'
import { NoTenant } from '@/components/tenants/no-tenant'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { hrefWith } from '@/components/ui/href'
import { LiveData } from '@/components/ui/live-data'
import { RefreshButton } from '@/components/ui/refresh-button'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { attemptState, createChoices, type CreateChoices } from '@/lib/accounts/queries'
import { reading } from '@/lib/core/read'
import { accountProducts } from '@/lib/subscriptions/queries'
import { ChosenTenantQuery } from '@/lib/tenants/schema'

export const metadata: Metadata = { title: 'Create Account' }

export default async function CreateAccountPage({ searchParams }: PageProps<'/accounts/new'>) {
  const params = await searchParams
  const { tenant } = ChosenTenantQuery.parse(params)
  const key = z.uuid().safeParse(params.attempt)
  // The key is made when the form is opened and stays in the address, so that a reload is the same form.
  if (!key.success) redirect(hrefWith('/accounts/new', { attempt: randomUUID(), tenant }))

  const [choices, state, products] = await Promise.all([
    reading(() => createChoices(tenant)),
    reading(() => attemptState(key.data)),
    accountProducts(),
  ])
  return (
    <>
      <PageHeader
        title="Create Account"
        description="The account is created at Cloudflare, in the tenant unit you choose. You can add members and zones afterwards."
        breadcrumbs={[
          { label: 'Tenants' },
          { label: 'Managed Accounts', href: '/accounts' },
          { label: 'Create Account' },
        ]}
      />
      {choices.ok && state.ok ? (
        choices.data.units.length === 0 && ['open', 'failed'].includes(state.data.status) ? (
          <NoUnit {...choices.data} />
        ) : (
          <>
            {choices.data.closed.length > 0 && (
              <div className="mb-6 max-w-3xl">
                <Notice>{denied(choices.data.closed)} These tenant units are not offered.</Notice>
              </div>
            )}
            {choices.data.unread.length > 0 && (
              <div className="mb-6 max-w-3xl">
                <Notice actions={<RefreshButton />}>{unread(choices.data.unread)}</Notice>
              </div>
            )}
            <LiveData>
              <CreateAccountForm
                key={key.data}
                attemptKey={key.data}
                units={choices.data.units}
                products={products}
                initialState={state.data}
              />
            </LiveData>
          </>
        )
      ) : (
        <ErrorState
          title="The form could not be loaded"
          {...(choices.ok ? !state.ok && state.error : choices.error)}
        />
      )}
    </>
  )
}

function NoUnit({ closed, unread: untold, noTenant }: CreateChoices) {
  if (noTenant) return <NoTenant />
  if (untold.length > 0)
    return (
      <EmptyState title="The tenant units could not be read" actions={<RefreshButton />}>
        {unread(untold)}
      </EmptyState>
    )
  return closed.length > 0 ? (
    <EmptyState title="No account can be created here">
      {denied(closed)} Ask your Cloudflare partner manager to allow it.
    </EmptyState>
  ) : (
    <EmptyState title="There is no tenant unit to create an account in">
      Tenant units are created by Cloudflare. Ask your Cloudflare partner manager for one.
    </EmptyState>
  )
}

const unread = (names: string[]) =>
  `Cloudflare did not return all tenant units of ${new Intl.ListFormat('en').format(names)}.`
const denied = (names: string[]) =>
  `Cloudflare does not allow accounts to be created in ${new Intl.ListFormat('en').format(names)}.`
