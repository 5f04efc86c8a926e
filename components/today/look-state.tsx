import { DateTime } from '@/components/ui/date-time'
import { listed } from '@/components/ui/listed'
import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import type { WorkPage } from '@/lib/today/schema'

/** As of when the list is, and what it does not know yet. */
export function LookState({ list: { lookedAt, failed, unread } }: { list: WorkPage }) {
  return (
    <div className="mb-4 space-y-3">
      <p className="text-sm text-kumo-subtle">
        {lookedAt ? (
          <>
            Looked at all customers <DateTime value={lookedAt} />.
          </>
        ) : (
          'The first look is under way.'
        )}{' '}
        An item is done when the next look does not find it any more.
      </p>
      {unread && (unread.of === null || unread.accounts > 0) && (
        <Notice title="Not everything is read yet">
          {unread.of === null
            ? 'The accounts are still being listed for the first time, so customers are missing here.'
            : `${unread.accounts.toLocaleString('en')} of ${unread.of.toLocaleString('en')} accounts were not read yet: what needs somebody in them is missing here.`}{' '}
          <TextLink href="/settings">How far it is</TextLink>
        </Notice>
      )}
      {failed.length > 0 && (
        <Notice tone="warning" title="Some kinds could not be looked for the last time">
          {listed(failed)}. What is listed of them is as of an earlier look.
        </Notice>
      )}
    </div>
  )
}
