import type { Metadata } from 'next'
import { AddPersonForm } from '@/components/staff/add-person-form'
import { PageHeader } from '@/components/ui/page-header'
import { requirePermission } from '@/lib/auth/session'

export const metadata: Metadata = { title: 'Add person' }

export default async function AddPersonPage() {
  await requirePermission('staff.change')
  return (
    <>
      <PageHeader
        title="Add person"
        description="You will get a link with which they set their password. The link is shown once."
        breadcrumbs={[{ label: 'Staff', href: '/staff' }, { label: 'Add person' }]}
      />
      <AddPersonForm />
    </>
  )
}
