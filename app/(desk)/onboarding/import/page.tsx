import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { CheckForm } from '@/components/onboarding/import/check-form'
import { CheckedFile } from '@/components/onboarding/import/checked-file'
import { GridCard } from '@/components/onboarding/import/grid-card'
import { ImportTable } from '@/components/onboarding/import/import-table'
import { PreviewCard } from '@/components/onboarding/import/preview-card'
import { StartImport } from '@/components/onboarding/import/start-import'
import { ButtonLink } from '@/components/ui/button-link'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { requirePermission } from '@/lib/auth/session'
import { orNotFound, reading } from '@/lib/core/read'
import { IMPORT_COLUMNS } from '@/lib/onboarding/import-constants'
import { importDetails, importGrid, importPreview, listImports } from '@/lib/onboarding/import-queries'
import { ImportQuery } from '@/lib/onboarding/import-schema'

export const metadata: Metadata = { title: 'Import customers' }

const CRUMBS = [
  { label: 'Tenants' },
  { label: 'Onboarding', href: '/onboarding' },
  { label: 'Import customers' },
]

// The byte order mark tells spreadsheets that it is UTF-8.
const TEMPLATE = {
  name: 'tenantdesk-customers.csv',
  href: `data:text/csv;charset=utf-8,${encodeURIComponent(`\uFEFF${IMPORT_COLUMNS.join(',')}\r\n`)}`,
}

export default async function ImportPage({ searchParams }: PageProps<'/onboarding/import'>) {
  await requirePermission('onboarding.import')
  const { check, ...shown } = ImportQuery.parse(await searchParams)
  if (check) return <Checked id={check} shown={shown} />
  const imports = await listImports()
  return (
    <>
      <PageHeader
        title="Import customers"
        description="Many customers at once, from a spreadsheet."
        breadcrumbs={CRUMBS}
      />
      <CheckForm template={TEMPLATE} />
      {imports.length > 0 && (
        <div className="mt-8">
          <ImportTable imports={imports} />
        </div>
      )}
    </>
  )
}

async function Checked({ id, shown }: { id: string; shown: Parameters<typeof importGrid>[1] }) {
  const details = await orNotFound(importDetails(id))
  if (details.status !== 'checked') redirect(`/onboarding/imports/${id}`)
  const read = await reading(() => Promise.all([importGrid(id, shown), importPreview(id)]))
  const counts = read.ok ? read.data[0].counts : null
  return (
    <>
      <PageHeader
        title="Import customers"
        description={`${details.fileName}: check the rows. Nothing was sent to Cloudflare yet.`}
        breadcrumbs={CRUMBS}
        actions={<ButtonLink href="/onboarding/import">Choose another file</ButtonLink>}
      />
      {read.ok && counts ? (
        <>
          <CheckedFile details={details} counts={counts} />
          <div className="space-y-6">
            <GridCard importId={id} grid={read.data[0]} path="/onboarding/import" query={{ check: id }} />
            <PreviewCard preview={read.data[1]}>
              <StartImport
                importId={id}
                ready={counts.ready}
                left={counts.all - counts.ready}
                same={details.same !== null}
              />
            </PreviewCard>
          </div>
        </>
      ) : (
        <ErrorState title="The rows could not be read" {...(!read.ok && read.error)} />
      )}
    </>
  )
}
