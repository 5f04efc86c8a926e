import type { ReactNode } from 'react'
import { NewCustomer } from '@/components/onboarding/new-customer'
import { ButtonLink } from '@/components/ui/button-link'
import { PageHeader } from '@/components/ui/page-header'
import { TabsNav } from '@/components/ui/tabs-nav'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'

export default async function OnboardingLayout({ children }: { children: ReactNode }) {
  const { role } = await requirePermission('onboarding.read')
  return (
    <>
      <PageHeader
        title="Onboarding"
        description="New customers, from the form to the finished account."
        breadcrumbs={[{ label: 'Tenants' }, { label: 'Onboarding' }]}
        actions={
          <>
            {may(role, 'onboarding.import') && (
              <ButtonLink href="/onboarding/import">Import customers</ButtonLink>
            )}
            {may(role, 'onboarding.provision') && <NewCustomer />}
          </>
        }
      />
      <TabsNav
        label="Onboarding"
        items={[
          { label: 'Drafts', href: '/onboarding' },
          { label: 'Runs', href: '/onboarding/runs' },
          { label: 'Templates', href: '/onboarding/templates' },
        ]}
      />
      {children}
    </>
  )
}
