import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { GridCard } from '@/components/onboarding/import/grid-card'
import { ImportBadge } from '@/components/onboarding/import/import-table'
import { ImportedTable } from '@/components/onboarding/import/imported-table'
import { ProgressCard } from '@/components/onboarding/import/progress-card'
import { StartImport } from '@/components/onboarding/import/start-import'
import { Card } from '@/components/ui/card'
import { DateTime } from '@/components/ui/date-time'
import { ErrorState } from '@/components/ui/error-state'
import { ExportButton } from '@/components/ui/export-button'
import { PageHeader } from '@/components/ui/page-header'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { orNotFound, reading } from '@/lib/core/read'
import { importDetails, importedRows, importGrid, importProgress } from '@/lib/onboarding/import-queries'
import { ImportedQuery } from '@/lib/onboarding/import-schema'

export const metadata: Metadata = { title: 'Import' }

export default async function OneImportPage({
  params,
  searchParams,
}: PageProps<'/onboarding/imports/[importId]'>) {
  const { role } = await requirePermission('onboarding.read')
  const { importId: id } = await params
  const query = ImportedQuery.parse(await searchParams)
  const details = await orNotFound(importDetails(id))
  const mayChange = may(role, 'onboarding.import')
  if (details.status === 'checked' && mayChange) redirect(`/onboarding/import?check=${id}`)
  const read = await reading(() => Promise.all([importProgress(id), importedRows(id, query)]))
  if (!read.ok) return <ErrorState title="The import could not be read" heading="h1" {...read.error} />
  const [progress, page] = read.data
  return (
    <>
      <PageHeader
        title={details.fileName}
        badge={<ImportBadge status={progress.status} />}
        description={
          <>
            Import of {details.rowCount.toLocaleString('en')} rows, by {details.createdBy},{' '}
            <DateTime value={details.startedAt ?? details.createdAt} />
          </>
        }
        breadcrumbs={[
          { label: 'Tenants' },
          { label: 'Onboarding', href: '/onboarding' },
          mayChange
            ? { label: 'Import customers', href: '/onboarding/import' }
            : { label: 'Import customers' },
          { label: details.fileName },
        ]}
        actions={
          may(role, 'customers.export') && (
            <ExportButton href={`/api/onboarding/imports/${id}/export`}>Download result</ExportButton>
          )
        }
      />
      <div className="space-y-6">
        <ProgressCard id={id} progress={progress} mayChange={mayChange} />
        {mayChange && progress.left > 0 && progress.status !== 'cancelled' && (
          <Part
            failed="The rows that wait for you could not be read"
            fallback={null}
            read={() => reading(() => importGrid(id, query))}
          >
            {(grid) => (
              <Card
                title="Rows that wait for you"
                description="Correct them here; then they are run again alone. What was made already is not made again."
              >
                <div className="space-y-4">
                  <GridCard importId={id} grid={grid} path={`/onboarding/imports/${id}`} />
                  {grid.counts.ready > 0 && (
                    <StartImport importId={id} ready={grid.counts.ready} left={0} same={false} started />
                  )}
                </div>
              </Card>
            )}
          </Part>
        )}
        <ImportedTable id={id} page={page} query={query} />
      </div>
    </>
  )
}
