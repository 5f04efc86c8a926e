import type { ReactNode } from 'react'
import { Card } from './card'
import { DateTime } from './date-time'
import { TextLink } from './text-link'

/** How many a glance names. */
const GLANCE_ROWS = 5

/** One side of a customer: how many there are, the first few, and the way to all. */
export function GlanceCard<Row>({
  title,
  href,
  facts,
  rows,
  rowKey,
  row,
  none,
  asOf,
}: {
  title: string
  href: string
  /** What is counted: "12 members", "2 open invitations". */
  facts: string[]
  rows: Row[]
  rowKey: (row: Row, index: number) => string
  row: (row: Row) => ReactNode
  none: string
  /** Since when it may have changed: it is what was seen then. */
  asOf?: string
}) {
  return (
    <Card
      title={title}
      description={
        <>
          {facts.join(' · ')}
          {asOf && (
            <span className="block">
              As of <DateTime value={asOf} />
            </span>
          )}
        </>
      }
      actions={
        <TextLink href={href}>
          View all<span className="sr-only"> {title}</span>
        </TextLink>
      }
    >
      {rows.length === 0 ? (
        <p className="text-kumo-subtle">{none}</p>
      ) : (
        <ul className="-my-2.5">
          {rows.slice(0, GLANCE_ROWS).map((each, index) => (
            <li
              key={rowKey(each, index)}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-kumo-hairline py-2.5 not-last:border-b"
            >
              {row(each)}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** A row's text: what it is, and what is said of it in a smaller line. */
export function GlanceText({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="min-w-0 flex-1 basis-48 wrap-anywhere">
      {title}
      {children && <p className="text-sm text-kumo-subtle">{children}</p>}
    </div>
  )
}

/** `total`: null where it cannot be told; `came`: how many of them came. */
export function countedOf(total: number | null, came: number, one: string, many: string): string[] {
  return total === null && came > 0
    ? [`${came.toLocaleString('en')} ${came === 1 ? one : many} or more`]
    : counted(total, one, many)
}

/** Empty for none, whether null or 0. */
export function counted(number: number | null, one: string, many: string): string[] {
  return number ? [`${number.toLocaleString('en')} ${number === 1 ? one : many}`] : []
}
