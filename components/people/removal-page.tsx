'use client'
import { useQuery } from '@tanstack/react-query'
import { Card } from '@/components/ui/card'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { DateTime } from '@/components/ui/date-time'
import { Email } from '@/components/ui/email'
import { FormError } from '@/components/ui/form-error'
import { LiveData } from '@/components/ui/live-data'
import { clock } from '@/components/ui/moment'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { QueryFault } from '@/components/ui/query-fault'
import { RequestId } from '@/components/ui/request-id'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextLink } from '@/components/ui/text-link'
import { useCommand } from '@/components/ui/use-command'
import { continueRemoval, stopRemoval } from '@/lib/people/actions'
import { OPEN, personHref } from '@/lib/people/constants'
import { removalQuery } from '@/lib/people/keys'
import type { RemovalView } from '@/lib/people/schema'
import { RemovalBadge, StepBadge } from './removal-badge'

type Props = { removal: RemovalView; mayAct: boolean }

/** A removal as it goes, and afterwards the record of it. */
export function RemovalPage(props: Props) {
  return (
    <LiveData>
      <Following {...props} />
    </LiveData>
  )
}

function Following({ removal: shown, mayAct }: Props) {
  const { data: removal, error, refetch } = useQuery(removalQuery(shown))
  const look = () => void refetch()
  const { id, email, status, stopping, steps, startedBy, createdAt, endedAt } = removal
  const over = !OPEN.includes(status)
  const done = steps.filter(({ state }) => state === 'done').length
  return (
    <>
      <PageHeader
        title={`Remove ${email}`}
        badge={<RemovalBadge status={status} stopping={stopping} />}
        description={
          <>
            Started by <Email address={startedBy} /> on <DateTime value={createdAt} exact />
            {endedAt && (
              <>
                , ended on <DateTime value={endedAt} exact />
              </>
            )}
            .
          </>
        }
        breadcrumbs={[
          { label: 'Tenants' },
          { label: 'People', href: '/people' },
          { label: email, href: personHref(email) },
          { label: 'Removal' },
        ]}
        actions={mayAct && !over && !stopping && <Actions id={id} status={status} look={look} />}
      />
      <div className="space-y-6">
        <div role="status" className="space-y-3 empty:hidden">
          <State removal={removal} />
          {error && (
            <QueryFault error={error}>
              <p className="text-sm text-kumo-warning">
                The last look at this removal failed; looking again.
              </p>
            </QueryFault>
          )}
        </div>
        <Card title="Accounts" description={`Removed from ${done} of ${steps.length}`} flush>
          <ul>
            {steps.map(({ accountId, accountName, state, message, requestId, ray, at }) => (
              <li
                key={accountId}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-kumo-hairline px-4 py-2.5 not-last:border-b sm:px-5"
              >
                <div className="min-w-0 flex-1 basis-48 wrap-anywhere">
                  <TextLink href={`/accounts/${accountId}/members`}>
                    <bdi>{accountName}</bdi>
                  </TextLink>
                  {at && (
                    <p className="text-sm text-kumo-subtle">
                      <DateTime value={at} />
                    </p>
                  )}
                  {message && <p className="text-sm">{message}</p>}
                  {(state === 'failed' || state === 'unknown') && requestId && <RequestId id={requestId} />}
                  {ray && state === 'failed' && <p className="text-sm text-kumo-subtle">Ray ID: {ray}</p>}
                </div>
                <StepBadge state={state} over={over} />
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </>
  )
}

function State({ removal: { status, stopping, reason, wakeAt, steps } }: { removal: RemovalView }) {
  if (stopping)
    return (
      <Notice tone="warning" title="This removal is stopping">
        Nothing more is sent to Cloudflare. A call that is under way is looked after first.
      </Notice>
    )
  const not = steps.filter(({ state }) => state === 'failed' || state === 'unknown').length
  switch (status) {
    case 'queued':
      return (
        <Notice title="This removal has not begun yet">It begins as soon as there is room for it.</Notice>
      )
    case 'waiting':
      return (
        <Notice title={wakeAt ? `Waiting until ${clock(new Date(wakeAt))}` : 'Waiting'}>
          {reason} It goes on by itself.
        </Notice>
      )
    case 'paused':
      return (
        <Notice tone="warning" title="This removal waits for a person">
          {reason}
        </Notice>
      )
    case 'stopped':
      return (
        <Notice title="This removal was stopped">
          Nothing more is sent. Who was removed until then stays removed.
        </Notice>
      )
    case 'problems':
      return (
        <Notice tone="danger" title="Ended with problems">
          {not === 1 ? 'In one account' : `In ${not} accounts`} this person was not removed, or nobody knows.
          What to do stands beside each.
        </Notice>
      )
    case 'completed':
      return <Notice tone="success" title="Removed from all chosen accounts" />
    case 'running':
      return null
  }
}

function Actions({ id, status, look }: { id: string; status: RemovalView['status']; look: () => void }) {
  const go = useCommand(continueRemoval)
  return (
    <>
      {(status === 'paused' || status === 'waiting') && (
        <>
          <SubmitButton
            type="button"
            variant="secondary"
            command={go}
            onClick={() => void go.send({ removalId: id }, { done: look })}
          >
            Continue
          </SubmitButton>
          <FormError error={go.error} deed="The removal was continued" />
        </>
      )}
      <ConfirmButton
        label="Stop"
        variant="secondary-destructive"
        title="Stop this removal?"
        confirm="Stop"
        action={stopRemoval}
        input={{ removalId: id }}
        said="The removal is stopping"
        deed="The removal was stopped"
        onDone={look}
      >
        <p>Nothing more is sent. Who was removed until then stays removed.</p>
      </ConfirmButton>
    </>
  )
}
