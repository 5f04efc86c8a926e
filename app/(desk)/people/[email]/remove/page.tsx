import type { Metadata } from 'next'
import { RemoveForm } from '@/components/people/remove-form'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { requirePermission } from '@/lib/auth/session'
import { orNotFound, reading } from '@/lib/core/read'
import { personHref } from '@/lib/people/constants'
import { removalPreview } from '@/lib/people/queries'
import { emailOf } from '@/lib/people/schema'

export const metadata: Metadata = { title: 'Remove from accounts' }

export default async function RemovePage({ params }: PageProps<'/people/[email]/remove'>) {
  await requirePermission('members.remove')
  const email = emailOf((await params).email)
  const preview = await reading(() => orNotFound(removalPreview(email)))
  if (!preview.ok)
    return <ErrorState heading="h1" title="The accounts could not be read" {...preview.error} />
  return (
    <>
      <PageHeader
        title="Remove from accounts"
        description={`Choose the accounts that ${email} is removed from.`}
        breadcrumbs={[
          { label: 'Tenants' },
          { label: 'People', href: '/people' },
          { label: email, href: personHref(email) },
          { label: 'Remove from accounts' },
        ]}
      />
      <div className="max-w-4xl space-y-6">
        <RemoveForm preview={preview.data} />
      </div>
    </>
  )
}
