import type { Metadata } from 'next'
import { PersonPage as Person } from '@/components/people/person-page'
import { ButtonLink } from '@/components/ui/button-link'
import { CopyText } from '@/components/ui/copy-text'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { orNotFound, reading } from '@/lib/core/read'
import { personHref } from '@/lib/people/constants'
import { personDetails } from '@/lib/people/queries'
import { emailOf, PeopleQuery } from '@/lib/people/schema'

export async function generateMetadata({ params }: PageProps<'/people/[email]'>): Promise<Metadata> {
  return { title: emailOf((await params).email) }
}

export default async function PersonPage({ params, searchParams }: PageProps<'/people/[email]'>) {
  const staff = await requirePermission('members.read')
  const email = emailOf((await params).email)
  const { page } = PeopleQuery.parse(await searchParams)
  const person = await reading(() => orNotFound(personDetails(email, page)))
  if (!person.ok) return <ErrorState heading="h1" title="The person could not be read" {...person.error} />
  const mayRemove = may(staff.role, 'members.remove') && person.data.totalCount > 0
  return (
    <>
      <PageHeader
        title={person.data.name ?? email}
        description={<CopyText label="Email" value={email} />}
        breadcrumbs={[{ label: 'Tenants' }, { label: 'People', href: '/people' }, { label: email }]}
        actions={
          mayRemove && <ButtonLink href={`${personHref(email)}/remove`}>Remove from accounts…</ButtonLink>
        }
      />
      <Person person={person.data} page={page} />
    </>
  )
}
