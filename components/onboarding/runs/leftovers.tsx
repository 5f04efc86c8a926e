import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { DateTime } from '@/components/ui/date-time'
import { Email } from '@/components/ui/email'
import { listed } from '@/components/ui/listed'
import type { Leftover, Leftovers } from '@/lib/onboarding/run-schema'

const WHATS: Record<Leftover['what'], { called: string; remove: string }> = {
  subscription: { called: 'Subscription', remove: 'Cancel' },
  zone: { called: 'Zone', remove: 'Delete' },
  member: { called: 'Member', remove: 'Remove' },
  'service-user': { called: 'Service user', remove: 'Remove' },
  account: { called: 'Account', remove: 'Delete' },
}

/** What a run that was stopped or is not whole has made, or may have made, for whoever wants to take it back. Nothing goes by itself. */
export function LeftoversCard({ leftovers: { items, administrators } }: { leftovers: Leftovers }) {
  return (
    <Card
      title="Remove what was made"
      description="Nothing is removed by itself. Each of these is removed on its own page, where it is confirmed and recorded."
      flush
    >
      <ul aria-label="What was made" className="divide-y divide-kumo-hairline">
        {items.map((item) => (
          <li
            key={item.key}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5"
          >
            <div className="min-w-0 flex-[1_1_16rem] wrap-anywhere">
              <p>
                <span className="text-kumo-subtle">{WHATS[item.what].called}</span>{' '}
                <bdi className="font-medium">
                  <Email address={item.subject} />
                </bdi>
              </p>
              {item.unknown && !item.removed && (
                <p className="text-sm text-kumo-subtle">
                  {item.unknown} Look for it first: it may not be there.
                </p>
              )}
            </div>
            <Way item={item} />
          </li>
        ))}
      </ul>
      {administrators.length > 0 && (
        <p className="border-t border-kumo-hairline px-4 py-3 wrap-anywhere sm:px-5">
          Only an administrator may remove these: send the address of this page to {listed(administrators, 3)}
          .
        </p>
      )}
    </Card>
  )
}

function Way({ item: { what, subject, href, mayRemove, removed, unknown } }: { item: Leftover }) {
  if (removed)
    return (
      <p className="text-sm text-kumo-subtle">
        Removed by <Email address={removed.by} /> <DateTime value={removed.at} />
      </p>
    )
  if (unknown && href)
    return (
      <ButtonLink size="sm" href={href} aria-label={`Look for ${subject}`}>
        Look
      </ButtonLink>
    )
  if (what === 'service-user')
    return <p className="text-sm text-kumo-subtle">Only Cloudflare Support can remove it.</p>
  if (!mayRemove || !href) return <p className="text-sm text-kumo-subtle">For an administrator</p>
  return (
    <ButtonLink size="sm" href={href} aria-label={`${WHATS[what].remove} ${subject}`}>
      {WHATS[what].remove}
    </ButtonLink>
  )
}
