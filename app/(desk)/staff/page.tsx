import { UserPlusIcon } from '@phosphor-icons/react/dist/ssr/UserPlus'
import type { Metadata } from 'next'
import { RoleLegend } from '@/components/staff/role-legend'
import { StaffTable } from '@/components/staff/staff-table'
import { ButtonLink } from '@/components/ui/button-link'
import { PageHeader } from '@/components/ui/page-header'
import { listStaff } from '@/lib/staff/queries'

export const metadata: Metadata = { title: 'Staff' }

export default async function StaffPage() {
  const people = await listStaff()
  return (
    <>
      <PageHeader
        title="Staff"
        breadcrumbs={[{ label: 'Staff' }]}
        description="The people in your company who can use this console."
        actions={
          <ButtonLink
            href="/staff/new"
            variant="primary"
            icon={<UserPlusIcon size={16} aria-hidden="true" />}
          >
            Add person
          </ButtonLink>
        }
      />
      <div className="space-y-6">
        <StaffTable people={people} />
        <RoleLegend />
      </div>
    </>
  )
}
