import type { Metadata } from 'next'
import { ViewsOf } from '@/app/(desk)/views-of'
import { ReconcileTable, ReconcileTableSkeleton } from '@/components/today/reconcile-table'
import { PageHeader } from '@/components/ui/page-header'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { reconcile } from '@/lib/today/reconcile-queries'
import { ReconcileQuery } from '@/lib/today/reconcile-schema'

export const metadata: Metadata = { title: 'Reconcile' }

export default async function ReconcilePage({ searchParams }: PageProps<'/reconcile'>) {
  const staff = await requirePermission('accounts.read')
  const query = ReconcileQuery.parse(await searchParams)
  return (
    <>
      <PageHeader
        title="Reconcile"
        description="All customers, beside what is known of them here. Nothing is asked of Cloudflare for it."
        breadcrumbs={[{ label: 'Reconcile' }]}
        actions={<ViewsOf list="/reconcile" />}
      />
      <Part
        failed="The customers could not be compared"
        fallback={<ReconcileTableSkeleton />}
        read={() => reading(() => reconcile(query))}
      >
        {(list) => (
          <ReconcileTable list={list} query={query} mayExport={may(staff.role, 'customers.export')} />
        )}
      </Part>
    </>
  )
}
