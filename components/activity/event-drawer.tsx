import type { ReactNode } from 'react'
import { CopyText } from '@/components/ui/copy-text'
import { cx } from '@/components/ui/cx'
import { DateTime } from '@/components/ui/date-time'
import { DetailList } from '@/components/ui/detail-list'
import { Diff } from '@/components/ui/diff'
import { diffRows } from '@/components/ui/diff-rows'
import { Drawer } from '@/components/ui/drawer'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { hrefWith, type Query } from '@/components/ui/href'
import { Link } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import type { ActivityCall, ActivityEvent, Labels } from '@/lib/audit/schema'
import type { Reading } from '@/lib/core/errors'
import { duration } from './duration'
import { ResultBadge } from './result-badge'

type Href = (event: string) => string

/** One line in full, at an address of its own. `event` is null where there is no such row. */
export function EventDrawer({
  event,
  labels,
  path,
  query,
}: {
  event: Reading<ActivityEvent | null>
  labels: Labels
  path: string
  /** The rest of the address. */
  query: Query
}) {
  const labelOf = (action: string) => labels[action] ?? action
  return (
    <Drawer
      title={event.ok && event.data ? labelOf(event.data.action) : 'Activity'}
      closeHref={hrefWith(path, query)}
    >
      {!event.ok ? (
        <ErrorState title="This could not be read" {...event.error} />
      ) : event.data ? (
        <EventDetails
          event={event.data}
          labelOf={labelOf}
          eventHref={(id) => hrefWith(path, query, { event: id })}
        />
      ) : (
        <EmptyState title="There is no such entry">
          Check the address, or close this panel and look in the list.
        </EmptyState>
      )}
    </Drawer>
  )
}

function EventDetails({
  event,
  labelOf,
  eventHref,
}: {
  event: ActivityEvent
  labelOf: (action: string) => string
  eventHref: Href
}) {
  const { target, account, origin, errorText, errorCode, calls } = event
  return (
    <div className="space-y-7">
      <div className="space-y-3">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <ResultBadge result={event.result} />
          <DateTime value={event.at} exact />
        </p>
        {errorText && (
          <Notice
            tone={event.result === 'succeeded' ? 'info' : event.result === 'unknown' ? 'warning' : 'danger'}
          >
            {errorText}
          </Notice>
        )}
        {event.result === 'in-progress' && (
          <Notice>
            It was started, and its outcome is not recorded yet. If none is recorded within five minutes,
            Tenantdesk looks it up.
          </Notice>
        )}
      </div>
      <DetailList
        items={[
          { label: 'Person', value: <bdi>{event.person}</bdi> },
          {
            label: 'Role',
            value: event.begunAt
              ? 'Closed by the system in the person’s name'
              : event.role && <span className="inline-block first-letter:uppercase">{event.role}</span>,
          },
          ...(event.begunAt ? [{ label: 'Started', value: <DateTime value={event.begunAt} exact /> }] : []),
          { label: 'Target', value: target.name && <bdi>{target.name}</bdi> },
          ...(target.id && target.id !== account?.id
            ? [{ label: 'Target ID', value: <CopyText label="target ID" value={target.id} /> }]
            : []),
          {
            label: 'Account',
            value: account?.id ? (
              <TextLink href={`/accounts/${account.id}`}>
                <bdi>{account.name ?? account.id}</bdi>
              </TextLink>
            ) : (
              account?.name && <bdi>{account.name}</bdi>
            ),
          },
          ...(account?.id
            ? [{ label: 'Account ID', value: <CopyText label="account ID" value={account.id} /> }]
            : []),
          { label: 'Duration', value: event.durationMs === null ? null : duration(event.durationMs) },
          ...(errorCode
            ? [{ label: 'Error code', value: <code className="font-mono text-sm">{errorCode}</code> }]
            : []),
        ]}
      />
      <Section title="Before and after">
        {event.before || event.after ? (
          <Diff before={event.before} after={event.after} names={namesOf(event.before, event.after)} />
        ) : (
          <p className="text-kumo-subtle">
            {event.request
              ? 'No change is recorded. The request is shown below.'
              : 'The content of this action is not recorded.'}
          </p>
        )}
      </Section>
      {event.request && (
        <Section title="Request">
          <DetailList
            items={diffRows(null, event.request).map(({ key, after }) => ({
              label: nameOf(key),
              value: after && <bdi className="whitespace-pre-wrap">{after}</bdi>,
              none: 'empty',
            }))}
          />
        </Section>
      )}
      {calls.length > 0 && (
        <Section title={calls.length === 1 ? 'Call to Cloudflare' : `${calls.length} calls to Cloudflare`}>
          <ol className="space-y-2">
            {calls.map((call, index) => (
              <Call key={index} call={call} />
            ))}
          </ol>
        </Section>
      )}
      <Section title="Same operation">
        <ol className="overflow-hidden rounded-lg ring ring-kumo-line">
          {event.operation.map((row) => (
            <li
              key={row.id}
              className={cx(
                'relative flex flex-wrap items-center gap-x-3 gap-y-1 border-kumo-hairline px-3 py-2 not-last:border-b',
                row.id === event.id && 'bg-kumo-tint',
              )}
            >
              <span className="min-w-0 flex-1 wrap-anywhere">
                {row.id === event.id ? (
                  <span aria-current="true" className="font-medium">
                    {labelOf(row.action)}
                  </span>
                ) : row.phase === 'attempted' ? (
                  labelOf(row.action)
                ) : (
                  <Link
                    href={eventHref(row.id)}
                    scroll={false}
                    className="text-kumo-link after:absolute after:inset-0"
                  >
                    {labelOf(row.action)}
                  </Link>
                )}
              </span>
              <time dateTime={row.at} className="text-sm text-kumo-subtle tabular-nums">
                {row.at.slice(11, 23)}
              </time>
              <span className="w-24 text-right">
                {row.phase === 'attempted' ? (
                  <span className="text-sm text-kumo-subtle">Attempted</span>
                ) : (
                  <ResultBadge result={row.phase} />
                )}
              </span>
            </li>
          ))}
        </ol>
      </Section>
      <Section title="Where it came from">
        <DetailList
          items={[
            { label: 'Request ID', value: <CopyText label="request ID" value={event.requestId} /> },
            { label: 'Operation ID', value: <CopyText label="operation ID" value={event.operationId} /> },
            ...(origin
              ? [
                  {
                    label: 'Session',
                    value: origin.sessionId && <CopyText label="session ID" value={origin.sessionId} />,
                  },
                  {
                    label: 'Address',
                    value: origin.address && <CopyText label="address" value={origin.address} />,
                  },
                  { label: 'Browser', value: origin.userAgent },
                ]
              : []),
          ]}
        />
      </Section>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-2.5 font-semibold">{title}</h3>
      {children}
    </section>
  )
}

function Call({ call: { method, path, status, ray, codes, durationMs } }: { call: ActivityCall }) {
  return (
    <li className="space-y-1 rounded-lg px-3 py-2 ring ring-kumo-line">
      <code className="block font-mono text-[0.8125rem] wrap-anywhere">
        {method} {path}
      </code>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-kumo-subtle">
        <span>{status === null ? 'No answer' : `Status ${status}`}</span>
        {codes.length > 0 && (
          <span>
            {codes.length === 1 ? 'Code' : 'Codes'} {codes.join(', ')}
          </span>
        )}
        <span className="tabular-nums">{duration(Math.round(durationMs))}</span>
        {ray && (
          <span className="inline-flex min-w-0 items-center gap-1">
            cf-ray <CopyText label="cf-ray" value={ray} />
          </span>
        )}
      </p>
    </li>
  )
}

function namesOf(...facts: (Record<string, unknown> | null)[]): Record<string, string> {
  return Object.fromEntries(diffRows(facts[0], facts[1]).map(({ key }) => [key, nameOf(key)]))
}

/** "abuseContactEmail" → "Abuse contact email", "filter.from" → "Filter: from". */
function nameOf(key: string): string {
  const words = key
    .replaceAll('.', ': ')
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replace(/\bids?\b/g, (id) => id.replace('id', 'ID'))
  return words.charAt(0).toUpperCase() + words.slice(1)
}
