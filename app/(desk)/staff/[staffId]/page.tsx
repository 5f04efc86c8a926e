import type { Metadata } from 'next'
import { PersonView } from '@/components/staff/person'
import { STATUS } from '@/components/staff/labels'
import { PageHeader } from '@/components/ui/page-header'
import { StatusBadge } from '@/components/ui/status-badge'
import { personDetails } from '@/lib/staff/queries'

export const metadata: Metadata = { title: 'Staff' }

export default async function PersonPage({ params }: PageProps<'/staff/[staffId]'>) {
  const person = await personDetails((await params).staffId)
  const { label, tone } = STATUS[person.status]
  return (
    <>
      <PageHeader
        title={person.name}
        badge={<StatusBadge tone={tone}>{label}</StatusBadge>}
        breadcrumbs={[{ label: 'Staff', href: '/staff' }, { label: person.name }]}
      />
      <PersonView person={person} />
    </>
  )
}
