import { StaffTableSkeleton } from '@/components/staff/staff-table'
import { PageHeader } from '@/components/ui/page-header'

export default function StaffLoading() {
  return (
    <>
      <PageHeader title="Staff" description="Your own people who may use this console." />
      <StaffTableSkeleton />
    </>
  )
}
