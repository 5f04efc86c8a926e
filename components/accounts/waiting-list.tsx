import type { ReactNode } from 'react'
import { DateTime } from '@/components/ui/date-time'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import type { Waiting } from '@/lib/accounts/schema'
import type { Labels } from '@/lib/audit/schema'
import { DELETION_STEP_LABELS } from '@/lib/accounts/constants'

/** What was begun and waits for a person, each with the way to go on. */
export function WaitingList({
  items,
  labels,
  ofTenant,
}: {
  items: Waiting[]
  labels: Labels
  ofTenant: boolean
}) {
  if (items.length === 0)
    return (
      <p className="text-kumo-subtle">
        Nothing{ofTenant && ' in this tenant'}. Everything that was started {ofTenant && 'there '}is done.
      </p>
    )
  return (
    <ul className="-my-2">
      {items.map((item) => {
        const { key, badge, title, detail } = draw(item, labels)
        return (
          <li key={key} className="border-kumo-hairline py-2.5 not-last:border-b">
            <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <span className="min-w-0 wrap-anywhere">{title}</span>
              <StatusBadge tone="warning">{badge}</StatusBadge>
            </div>
            <p className="text-sm wrap-anywhere text-kumo-subtle">
              {detail} <DateTime value={item.since} />
            </p>
          </li>
        )
      })}
    </ul>
  )
}

function draw(
  item: Waiting,
  labels: Labels,
): { key: string; badge: string; title: ReactNode; detail: string } {
  switch (item.kind) {
    case 'creation': {
      const name = <bdi>{item.name}</bdi>
      return {
        key: item.key,
        badge: item.status === 'choose' ? 'Waits for a choice' : 'Outcome not known',
        title: item.mine ? <TextLink href={`/accounts/new?attempt=${item.key}`}>{name}</TextLink> : name,
        detail: item.mine
          ? 'It is not known whether this account was created. Open it to look for the account.'
          : 'A colleague sent this form. It is not known whether the account was created.',
      }
    }
    case 'subscription':
      return {
        key: `${item.accountId}/${item.ratePlanId}`,
        badge: 'Subscription missing',
        title: (
          <TextLink href={`/accounts/${item.accountId}`}>
            <bdi>{item.accountName ?? item.accountId}</bdi>
          </TextLink>
        ),
        detail: `${item.ratePlanId} was to be added with the account. ${item.reason}`,
      }
    case 'deletion':
      return {
        key: item.accountId,
        badge: 'Deletion stopped',
        title: (
          <TextLink href={`/accounts/${item.accountId}/settings`}>
            <bdi>{item.accountName || item.accountId}</bdi>
          </TextLink>
        ),
        detail: [
          item.step ? `Stopped at “${DELETION_STEP_LABELS[item.step]}”.` : 'Stopped.',
          ...(item.stopped
            ? []
            : [
                'It was interrupted, unless another server is still working on it. It can be continued two minutes after its last sign of activity.',
              ]),
        ].join(' '),
      }
    case 'open': {
      const what = (
        <>
          {labels[item.action] ?? item.action}
          {item.name && (
            <>
              : <bdi>{item.name}</bdi>
            </>
          )}
        </>
      )
      return {
        key: item.id,
        badge: 'Left open',
        title: item.href ? <TextLink href={item.href}>{what}</TextLink> : what,
        detail: `Started by ${item.by}, and no outcome is recorded: it was interrupted, or another server is still working on it. Tenantdesk looks up the outcome automatically.`,
      }
    }
  }
}
