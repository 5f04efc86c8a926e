import { ConfirmButton } from '@/components/ui/confirm-button'
import { DateTime } from '@/components/ui/date-time'
import { PlainTable } from '@/components/ui/plain-table'
import { StatusBadge } from '@/components/ui/status-badge'
import { endOwnSession, endSession } from '@/lib/staff/actions'
import type { SessionView } from '@/lib/staff/schema'

/** Open sessions, each with a way to end it: one's own, or as an administrator anybody's. */
export function SessionTable({ sessions, own = false }: { sessions: SessionView[]; own?: boolean }) {
  const end = own ? endOwnSession : endSession
  return (
    <PlainTable
      label="Sessions"
      columns={[
        {
          id: 'browser',
          header: 'Browser',
          cell: ({ browser, current }) => (
            <span className="inline-flex max-w-full flex-wrap items-center gap-x-2 gap-y-1">
              {browser} {current && <StatusBadge tone="info">This one</StatusBadge>}
            </span>
          ),
          wrap: true,
        },
        {
          id: 'address',
          header: 'Address',
          cell: ({ address }) => address ?? 'Not known',
          width: '22%',
          wrap: true,
        },
        {
          id: 'createdAt',
          header: 'Signed in',
          cell: ({ createdAt }) => <DateTime value={createdAt} />,
          width: '9rem',
          hideBelow: 'md',
        },
        {
          id: 'lastSeenAt',
          header: 'Last seen',
          cell: ({ lastSeenAt }) => <DateTime value={lastSeenAt} />,
          width: '9rem',
        },
        {
          id: 'end',
          header: 'End session',
          headerHidden: true,
          align: 'end',
          width: '8rem',
          cell: ({ id, browser, current }) => (
            <ConfirmButton
              label={
                <>
                  End session<span className="sr-only"> of {browser}</span>
                </>
              }
              size="sm"
              title="End this session?"
              confirm="End session"
              action={end}
              input={{ sessionId: id }}
              said="Session ended"
              deed="The session was ended"
            >
              <p>
                {current
                  ? 'It is the one you are using: you will have to sign in again.'
                  : `${browser} is signed out at its next click. Anything typed there and not saved is lost.`}
              </p>
            </ConfirmButton>
          ),
        },
      ]}
      rows={sessions}
      rowKey={({ id }) => id}
      empty={<p className="p-4 text-kumo-subtle sm:px-5">No open sessions.</p>}
    />
  )
}
