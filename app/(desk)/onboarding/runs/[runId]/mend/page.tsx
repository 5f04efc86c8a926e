import type { Metadata } from 'next'
import { z } from 'zod'
import { MendStepForm } from '@/components/onboarding/runs/mend-form'
import { ButtonLink } from '@/components/ui/button-link'
import { ErrorState } from '@/components/ui/error-state'
import { LiveData } from '@/components/ui/live-data'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { requirePermission } from '@/lib/auth/session'
import { orNotFound, reading } from '@/lib/core/read'
import { mendForm } from '@/lib/onboarding/mend-queries'
import { KIND_LABELS, runHref } from '@/lib/onboarding/run-constants'
import { runDetails } from '@/lib/onboarding/run-queries'

export const metadata: Metadata = { title: 'Mend and continue' }

export default async function MendPage({ params, searchParams }: PageProps<'/onboarding/runs/[runId]/mend'>) {
  const { runId } = await params
  await requirePermission('onboarding.provision')
  const { title } = await orNotFound(runDetails(runId))
  const step = z
    .string()
    .min(1)
    .max(300)
    .catch('')
    .parse((await searchParams).step)
  const form = await reading(() => mendForm(runId, step))
  return (
    <>
      <PageHeader
        title={form.ok ? `${KIND_LABELS[form.data.kind]} ${form.data.subject}` : 'Mend and continue'}
        description="What was sent, to be changed. The run goes on from this step once it is saved."
        breadcrumbs={[
          { label: 'Tenants' },
          { label: 'Onboarding', href: '/onboarding' },
          { label: 'Runs', href: '/onboarding/runs' },
          { label: title, href: runHref(runId) },
          { label: 'Mend and continue' },
        ]}
      />
      {form.ok ? (
        <LiveData>
          <MendStepForm form={form.data} />
        </LiveData>
      ) : form.error.code === 'conflict' ? (
        <div className="max-w-3xl">
          <Notice
            title={form.error.message}
            actions={<ButtonLink href={runHref(runId)}>Back to the run</ButtonLink>}
          />
        </div>
      ) : (
        <ErrorState title="The form could not be loaded" {...form.error} />
      )}
    </>
  )
}
