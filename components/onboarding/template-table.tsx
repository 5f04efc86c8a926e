import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { EmptyState } from '@/components/ui/empty-state'
import type { TemplateRow } from '@/lib/onboarding/draft-schema'
import { NewCustomer } from './new-customer'
import { TemplateActions } from './template-actions'

const columns: Column<TemplateRow>[] = [
  {
    id: 'name',
    header: 'Name',
    wrap: true,
    cell: ({ name, description }) => (
      <>
        <bdi className="block">{name}</bdi>
        {description && <bdi className="block text-sm font-normal text-kumo-subtle">{description}</bdi>}
      </>
    ),
  },
  {
    id: 'updatedBy',
    header: 'Changed by',
    cell: ({ updatedBy }) => updatedBy,
    width: '18%',
    hideBelow: 'md',
  },
  {
    id: 'updatedAt',
    header: 'Changed',
    cell: ({ updatedAt }) => <DateTime value={updatedAt} />,
    width: '8.5rem',
  },
]
const FRAME = { id: 'onboarding-templates', label: 'Templates', columns }

/** What new customers can be begun with. */
export function TemplateTable({
  templates,
  mayUse,
  mayChange,
}: {
  templates: TemplateRow[]
  mayUse: boolean
  mayChange: boolean
}) {
  const actions: Column<TemplateRow> = {
    id: 'actions',
    header: 'Actions',
    headerHidden: true,
    align: 'end',
    width: '19rem',
    cell: (template) => (
      <span className="flex flex-wrap justify-end gap-2">
        {mayUse && <NewCustomer template={template} />}
        {mayChange && <TemplateActions template={template} />}
      </span>
    ),
  }
  return (
    <DataTable
      {...FRAME}
      columns={mayUse || mayChange ? [...columns, actions] : columns}
      summary={templates.length === 1 ? '1 template' : `${templates.length} templates`}
      rows={templates}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="There are no templates">
          Save a draft as a template, and the next customer of its kind needs only what differs.
        </EmptyState>
      }
    />
  )
}

export function TemplateTableSkeleton() {
  return <DataTableSkeleton {...FRAME} rows={4} />
}
