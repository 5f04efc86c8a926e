import type { Metadata } from 'next'
import { ImportAliasesForm } from '@/components/notes/import-aliases'
import { PageHeader } from '@/components/ui/page-header'
import { requirePermission } from '@/lib/auth/session'

export const metadata: Metadata = { title: 'Import aliases' }

export default async function ImportAliasesPage() {
  await requirePermission('aliases.import')
  return (
    <>
      <PageHeader
        title="Import aliases"
        description="Other names of customers, by which they are found."
        breadcrumbs={[
          { label: 'Tenants' },
          { label: 'Managed Accounts', href: '/accounts' },
          { label: 'Import aliases' },
        ]}
      />
      <ImportAliasesForm />
    </>
  )
}
