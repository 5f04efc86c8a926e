import type { ReactNode } from 'react'
import { CopyButton, CopyText } from '@/components/ui/copy-text'
import { DateTime } from '@/components/ui/date-time'
import { DetailList, type Detail } from '@/components/ui/detail-list'
import { hrefWith } from '@/components/ui/href'
import { Notice } from '@/components/ui/notice'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import type { LogEntry, Origin } from '@/lib/cloudflare-log/schema'
import { actorName, actorType, contextName, RESULT_TONES, word } from './labels'

/** One row of Cloudflare's log in full. */
export default function LogDetails({
  accountId,
  entry,
  mayReadActivity,
}: {
  accountId: string
  entry: LogEntry
  mayReadActivity: boolean
}) {
  const { actor, zone, origin } = entry
  return (
    <div className="space-y-7">
      <div className="space-y-3">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {entry.result && <StatusBadge tone={RESULT_TONES[entry.result]}>{word(entry.result)}</StatusBadge>}
          {entry.at && <DateTime value={entry.at} exact />}
        </p>
        {origin && <Made origin={origin} accountId={accountId} mayReadActivity={mayReadActivity} />}
      </div>
      <Section title="Actor">
        <DetailList
          items={[
            { label: 'Who', value: <bdi>{actorName(actor) ?? 'Not known'}</bdi> },
            ...(actor.email && actor.email !== actorName(actor)
              ? [{ label: 'Email', value: <bdi>{actor.email}</bdi> }]
              : []),
            { label: 'Kind', value: actor.type && actorType(actor.type) },
            { label: 'Through', value: entry.context && contextName(entry.context) },
            ...(actor.tokenName ? [{ label: 'Token', value: <bdi>{actor.tokenName}</bdi> }] : []),
            ...copied('Token ID', entry.tokenId),
            ...copied('Actor ID', actor.id),
            { label: 'Address', value: entry.address && <CopyText label="address" value={entry.address} /> },
            { label: 'User agent', value: entry.userAgent && <bdi>{entry.userAgent}</bdi> },
          ]}
        />
      </Section>
      <Section title="What it was about">
        <DetailList
          items={[
            { label: 'Action', value: entry.action && word(entry.action) },
            { label: 'Product', value: entry.product && word(entry.product) },
            { label: 'Resource', value: entry.resourceType && word(entry.resourceType) },
            ...copied('Resource ID', entry.resourceId),
            ...(zone
              ? [
                  {
                    label: 'Zone',
                    value: zone.id ? (
                      <TextLink href={`/accounts/${accountId}/zones/${encodeURIComponent(zone.id)}`}>
                        <bdi>{zone.name ?? zone.id}</bdi>
                      </TextLink>
                    ) : (
                      zone.name && <bdi>{zone.name}</bdi>
                    ),
                  },
                ]
              : []),
            {
              label: 'Call',
              value: (entry.method || entry.uri) && (
                <code className="font-mono text-[0.8125rem] wrap-anywhere">
                  {entry.method} {entry.uri}
                </code>
              ),
            },
            { label: 'Status', value: entry.status },
            { label: 'Ray ID', value: entry.ray && <CopyText label="Ray ID" value={entry.ray} /> },
            ...copied('Log ID', entry.id),
          ]}
        />
      </Section>
      <Json title="Request" text={entry.request} none="The content of the request is not recorded." />
      <Json title="Response" text={entry.response} none="The response is not recorded." />
      <details>
        <summary className="mb-2.5 w-fit rounded-md font-semibold">The whole entry</summary>
        <Code title="The whole entry" text={entry.whole} />
      </details>
      <p className="text-sm text-kumo-subtle">Possible credentials and Know-Your-Customer data are masked.</p>
    </div>
  )
}

function Made({
  origin,
  accountId,
  mayReadActivity,
}: {
  origin: Origin
  accountId: string
  mayReadActivity: boolean
}) {
  const title = origin.words.charAt(0).toUpperCase() + origin.words.slice(1)
  if (origin.kind === 'outside')
    return (
      <Notice tone="warning" title={title}>
        This console’s credentials were used, but it has no matching action on record: somebody used them
        elsewhere.
      </Notice>
    )
  return (
    <Notice title={title}>
      {origin.kind === 'perhaps' && (
        <p>
          An answer was lost or has not arrived yet, so there is no Ray ID to confirm it. The time and the
          kind of action match.
        </p>
      )}
      {mayReadActivity && (
        <TextLink href={hrefWith(`/accounts/${accountId}/activity`, { event: origin.eventId })}>
          Show it in Activity
        </TextLink>
      )}
    </Notice>
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

function Json({ title, text, none }: { title: string; text: string | null; none: string }) {
  return (
    <Section title={title}>
      {text === null ? <p className="text-kumo-subtle">{none}</p> : <Code title={title} text={text} />}
    </Section>
  )
}

// Long content scrolls inside, and can be reached by keyboard for it.
function Code({ title, text }: { title: string; text: string }) {
  return (
    <div className="relative">
      <pre
        tabIndex={0}
        role="region"
        aria-label={`${title} as JSON`}
        className="max-h-80 overflow-auto rounded-lg bg-kumo-recessed p-3 pr-10 font-mono text-[0.8125rem] leading-5 ring ring-kumo-line"
      >
        {text}
      </pre>
      <span className="absolute top-2 right-2">
        <CopyButton label={`Copy ${title.toLowerCase()}`} value={text} />
      </span>
    </div>
  )
}

const copied = (label: string, value: string | null): Detail[] =>
  value ? [{ label, value: <CopyText label={label} value={value} /> }] : []
