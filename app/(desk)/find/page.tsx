import type { Metadata } from 'next'
import { FindForm } from '@/components/find/find-form'
import { FoundGroups, FoundOfKind } from '@/components/find/found'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { ACTION_LABELS } from '@/lib/commands'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { find, findOfKind } from '@/lib/find/queries'
import { FindQuery, type FindKind } from '@/lib/find/schema'
import { recentlyViewed } from '@/lib/views/queries'
import { ChosenTenantQuery } from '@/lib/tenants/schema'

export const metadata: Metadata = { title: 'Find' }

/** What the palette does, on a page: for links, and for those without the palette. */
export default async function FindPage({ searchParams }: PageProps<'/find'>) {
  await requirePermission('accounts.read')
  const params = await searchParams
  const { q, kind, page } = FindQuery.parse(params)
  const { tenant } = ChosenTenantQuery.parse(params)
  return (
    <>
      <PageHeader title="Find" breadcrumbs={[{ label: 'Find' }]} />
      <FindForm query={q} tenant={tenant} />
      {kind && q ? <OfKind q={q} kind={kind} page={page} /> : <All q={q} />}
    </>
  )
}

async function All({ q }: { q: string }) {
  const found = await reading(() => find(q, ACTION_LABELS, recentlyViewed))
  if (!found.ok) return <ErrorState title="Nothing can be looked for now" {...found.error} />
  return <FoundGroups query={q} answer={found.data} />
}

async function OfKind({ q, kind, page }: { q: string; kind: FindKind; page: number }) {
  const found = await reading(() => findOfKind(q, kind, page, ACTION_LABELS))
  if (!found.ok) return <ErrorState title="Nothing can be looked for now" {...found.error} />
  return <FoundOfKind query={q} kind={kind} found={found.data} />
}
