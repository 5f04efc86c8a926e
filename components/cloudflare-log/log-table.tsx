import type { ReactNode } from 'react'
import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { Email } from '@/components/ui/email'
import { absolute } from '@/components/ui/moment'
import { StatusBadge } from '@/components/ui/status-badge'
import type { LogLine } from '@/lib/cloudflare-log/schema'
import { OriginBadge } from './origin-badge'
import { actorName, deedOf, RESULT_TONES, word } from './labels'

const LABEL = 'Audit log'
const ID = 'audit-log'

/** The rows of Cloudflare's log. One that has an id opens over the page. */
export function LogTable({
  lines,
  summary,
  exportHref,
  href,
  onOpen,
  empty,
}: {
  lines: LogLine[]
  summary: string
  exportHref: string | null
  href: (line: LogLine) => string | null
  onOpen: (line: LogLine) => void
  empty: ReactNode
}) {
  return (
    <DataTable
      label={LABEL}
      columns={COLUMNS}
      rows={lines}
      id={ID}
      summary={summary}
      exportHref={exportHref}
      rowKey={(line) => line.id ?? `${line.at} ${lines.indexOf(line)}`}
      rowHref={href}
      rowInPlace
      onRow={onOpen}
      empty={empty}
    />
  )
}

export function LogTableSkeleton() {
  return <DataTableSkeleton id={ID} label={LABEL} columns={COLUMNS} rows={12} />
}

/** What was done, in words. */

const COLUMNS: Column<LogLine>[] = [
  {
    id: 'time',
    header: 'Time (UTC)',
    width: '11.75rem',
    cell: (line) => (
      <>
        {line.at ? (
          <time dateTime={line.at} className="tabular-nums">
            {absolute(new Date(line.at)).replace(' UTC', '')}
          </time>
        ) : (
          'Not known'
        )}
        <span className="sr-only">, {deedOf(line)}</span>
      </>
    ),
  },
  { id: 'action', header: 'Action', wrap: true, cell: (line) => <bdi>{deedOf(line)}</bdi> },
  {
    id: 'actor',
    header: 'Actor',
    width: '34%',
    wrap: true,
    cell: ({ actor, origin }) => (
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {name(actorName(actor))}
        {origin && <OriginBadge origin={origin} />}
      </span>
    ),
  },
  {
    id: 'resource',
    header: 'Resource',
    hideBelow: 'xl',
    wrap: true,
    cell: ({ product, resourceType }) => (
      <>
        <span className="block">
          {resourceType ? word(resourceType) : product ? word(product) : name(null)}
        </span>
        {resourceType && product && <span className="block text-sm text-kumo-subtle">{word(product)}</span>}
      </>
    ),
  },
  {
    id: 'zone',
    header: 'Zone',
    hideBelow: 'xl',
    cell: ({ zone }) => name(zone && (zone.name ?? zone.id)),
  },
  {
    id: 'result',
    header: 'Result',
    width: '7rem',
    cell: ({ result }) =>
      result ? <StatusBadge tone={RESULT_TONES[result]}>{word(result)}</StatusBadge> : name(null),
  },
]

// Names come from customers: each is kept from turning the text around it.
function name(text: string | null) {
  return text ? (
    <bdi title={text} className="min-w-0 wrap-anywhere">
      <Email address={text} />
    </bdi>
  ) : (
    <span className="text-kumo-subtle">
      <span aria-hidden="true">—</span>
      <span className="sr-only">None</span>
    </span>
  )
}
