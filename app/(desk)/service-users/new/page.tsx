import { randomUUID } from 'node:crypto'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { AccountPicker, AccountPickerSkeleton } from '@/components/service-users/account-picker'
import { CreateServiceUserForm } from '@/components/service-users/create-form'
import { ErrorState } from '@/components/ui/error-state'
import { FilterBar, SearchFilter } from '@/components/ui/filter-bar'
import { hrefWith } from '@/components/ui/href'
import { PageHeader } from '@/components/ui/page-header'
import { Part } from '@/components/ui/part'
import { accountsToChoose } from '@/lib/accounts/queries'
import { ListQuery } from '@/lib/accounts/schema'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { orderedServiceUser } from '@/lib/onboarding/mend-queries'
import { runHref } from '@/lib/onboarding/run-constants'
import { serviceUserForm } from '@/lib/service-users/queries'
import { ChosenTenantQuery } from '@/lib/tenants/schema'

export const metadata: Metadata = { title: 'Create Service User' }

const CRUMBS = [
  { label: 'Tenants' },
  { label: 'Service Users', href: '/service-users' },
  { label: 'Create Service User' },
]

export default async function NewServiceUserPage({ searchParams }: PageProps<'/service-users/new'>) {
  await requirePermission('service-users.create')
  const params = await searchParams
  const { tenant } = ChosenTenantQuery.parse(params)
  const account = z.string().min(1).safeParse(params.account)
  if (!account.success) return <ChooseAccount query={ListQuery.parse(params)} />

  // The key is made when the form is opened and stays in the address, so that a reload is the same form.
  const key = z.uuid().safeParse(params.form)
  if (!key.success)
    redirect(hrefWith('/service-users/new', { account: account.data, form: randomUUID(), tenant }))
  const form = await reading(() => serviceUserForm(account.data, key.data))
  const { choices } = form.ok ? form.data.roles : { choices: [] }
  const run = z.string().optional().catch(undefined).parse(params.run)
  // Where a run waits for it, the form begins with what was ordered.
  const ordered = await reading(() => orderedServiceUser(key.data, run, choices))
  return (
    <>
      <PageHeader
        title="Create Service User"
        description={form.ok && `For ${form.data.account.name ?? form.data.account.id}.`}
        breadcrumbs={CRUMBS}
      />
      {form.ok ? (
        <CreateServiceUserForm
          key={key.data}
          formKey={key.data}
          form={form.data}
          {...(ordered.ok &&
            ordered.data && { wanted: ordered.data.wanted, back: runHref(ordered.data.runId) })}
        />
      ) : (
        <ErrorState title="The form could not be loaded" {...form.error} />
      )}
    </>
  )
}

function ChooseAccount({ query }: { query: ListQuery }) {
  return (
    <>
      <PageHeader
        title="Create Service User"
        description="Choose the account it is for."
        breadcrumbs={CRUMBS}
      />
      <FilterBar>
        <SearchFilter name="name" label="Find an account" placeholder="Account name" />
      </FilterBar>
      <Part
        failed="The accounts could not be listed"
        fallback={<AccountPickerSkeleton rows={query.size} />}
        read={() => reading(() => accountsToChoose(query))}
      >
        {(accounts) => <AccountPicker accounts={accounts} query={query} />}
      </Part>
    </>
  )
}
