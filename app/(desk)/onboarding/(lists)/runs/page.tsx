import type { Metadata } from 'next'
import { RunFilters } from '@/components/onboarding/runs/run-filters'
import { RunTable, RunTableSkeleton } from '@/components/onboarding/runs/run-table'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { runChoices, runsPage } from '@/lib/onboarding/run-queries'
import { RunsQuery } from '@/lib/onboarding/run-schema'
import { ViewsOf } from '@/app/(desk)/views-of'

export const metadata: Metadata = { title: 'Runs' }

export default async function RunsPage({ searchParams }: PageProps<'/onboarding/runs'>) {
  const staff = await requirePermission('onboarding.read')
  const query = RunsQuery.parse(await searchParams)
  const choices = await reading(() => runChoices())
  return (
    <>
      <RunFilters
        choices={choices.ok ? choices.data : { people: [], templates: [] }}
        query={query}
        actions={<ViewsOf list="/onboarding/runs" />}
      />
      <Part
        failed="The runs could not be read"
        fallback={<RunTableSkeleton />}
        read={() => reading(() => runsPage(query))}
      >
        {(runs) => (
          <RunTable
            runs={runs}
            query={query}
            mayAct={may(staff.role, 'onboarding.import')}
            mayExport={may(staff.role, 'customers.export')}
          />
        )}
      </Part>
    </>
  )
}
