import type { Metadata } from 'next'
import { randomUUID } from 'node:crypto'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { CreateAccountForm } from '@/components/accounts/create/form'
import { NoUnit, UnitNotices } from './units'
import { ErrorState } from '@/components/ui/error-state'
import { hrefWith } from '@/components/ui/href'
import { LiveData } from '@/components/ui/live-data'
import { PageHeader } from '@/components/ui/page-header'
import { attemptState, createChoices } from '@/lib/accounts/queries'
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
            <UnitNotices {...choices.data} />
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
