import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Wizard } from '@/components/onboarding/wizard/wizard'
import { ErrorState } from '@/components/ui/error-state'
import { LiveData } from '@/components/ui/live-data'
import { PageHeader } from '@/components/ui/page-header'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { draftDetails, listTemplates } from '@/lib/onboarding/draft-queries'

export const metadata: Metadata = { title: 'New customer' }

export default async function DraftLayout({ params, children }: LayoutProps<'/onboarding/drafts/[draftId]'>) {
  const { draftId } = await params
  const { role } = await requirePermission('onboarding.provision')
  const [draft, templates] = await Promise.all([reading(() => draftDetails(draftId)), listTemplates()])
  if (!draft.ok)
    return (
      <>
        <PageHeader
          title="New customer"
          breadcrumbs={[
            { label: 'Tenants' },
            { label: 'Onboarding', href: '/onboarding' },
            { label: 'Draft' },
          ]}
        />
        <ErrorState title="The draft could not be read" {...draft.error} />
      </>
    )
  const { errors, ...view } = draft.data
  if (view.runId) redirect(`/onboarding/runs/${view.runId}`)
  return (
    <LiveData>
      <Wizard
        key={view.id}
        draft={view}
        errors={errors}
        templates={may(role, 'onboarding.templates') ? templates : null}
      >
        {children}
      </Wizard>
    </LiveData>
  )
}
