'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, type ReactNode } from 'react'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { DateTime } from '@/components/ui/date-time'
import { Email } from '@/components/ui/email'
import { useRouter } from '@/components/ui/link'
import { LiveData } from '@/components/ui/live-data'
import { clock } from '@/components/ui/moment'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { QueryFault } from '@/components/ui/query-fault'
import { TextLink } from '@/components/ui/text-link'
import { OPEN } from '@/lib/onboarding/run-constants'
import { runQuery } from '@/lib/onboarding/run-keys'
import type { RunView } from '@/lib/onboarding/schema'
import { Checklist } from './checklist'
import { RunActions, StepActions } from './run-actions'
import { RunBadge } from './run-badge'

type Props = {
  run: RunView
  /** To continue, mend, skip and stop. */
  mayAct: boolean
  /** What the server adds once the run has ended. */
  children?: ReactNode
}

/** A run as it goes, and afterwards the record of it. */
export function RunPage(props: Props) {
  return (
    <LiveData>
      <Following {...props} />
    </LiveData>
  )
}

function Following({ run: shown, mayAct, children }: Props) {
  const router = useRouter()
  const { data: run, error, refetch } = useQuery(runQuery(shown))
  const look = () => void refetch()
  const ended = useEffectEvent(() => {
    if (OPEN.includes(shown.status)) router.refresh()
  })
  useEffect(() => {
    if (!OPEN.includes(run.status)) ended()
  }, [run.status])
  return (
    <>
      <PageHeader
        title={run.title}
        badge={<RunBadge {...run} />}
        description={<Origin run={run} />}
        breadcrumbs={[
          { label: 'Tenants' },
          { label: 'Onboarding', href: '/onboarding' },
          { label: 'Runs', href: '/onboarding/runs' },
          { label: run.title },
        ]}
        actions={
          <>
            {run.accountId && (
              <ButtonLink href={`/accounts/${encodeURIComponent(run.accountId)}`}>
                Open the account
              </ButtonLink>
            )}
            {mayAct && <RunActions run={run} look={look} />}
          </>
        }
      />
      <div className="space-y-6">
        <div role="status" className="space-y-3 empty:hidden">
          <State run={run} />
          {error && (
            <QueryFault error={error}>
              <p className="text-sm text-kumo-warning">The last look at this run failed; looking again.</p>
            </QueryFault>
          )}
        </div>
        {children}
        <Card title="Steps" description={progress(run)} flush>
          <Checklist
            steps={run.steps}
            over={!OPEN.includes(run.status)}
            actions={(step) => mayAct && <StepActions run={run} step={step} look={look} />}
          />
        </Card>
      </div>
    </>
  )
}

function progress({ steps }: RunView): string {
  const wanted = steps.filter(({ state }) => state !== 'skipped').length
  return `${steps.filter(({ state }) => state === 'done').length} of ${wanted} done`
}

/** In words: what the run waits for, or how it ended. Nothing while it simply goes on. */
function State({ run }: { run: RunView }) {
  const { status, reason, wakeAt, stuck, stopping, movedAt, problems } = run
  if (stuck)
    return (
      <Notice tone="danger" title={`This run has made no progress since ${clock(new Date(movedAt))}`}>
        {reason} Tell the person who runs this console. It goes on by itself as soon as it can; you can also
        stop it.
      </Notice>
    )
  if (stopping)
    return (
      <Notice tone="warning" title="This run is stopping">
        Nothing more is sent to Cloudflare. A call that is under way is looked after first, so that its
        outcome is known.
      </Notice>
    )
  switch (status) {
    case 'queued':
      return (
        <Notice title="This run has not begun yet">
          {reason ?? 'It begins as soon as there is room for it.'}
        </Notice>
      )
    case 'waiting':
      return (
        <Notice title={wakeAt ? `Waiting until ${clock(new Date(wakeAt))}` : 'Waiting'}>
          {reason} It goes on by itself.
        </Notice>
      )
    case 'paused':
      return (
        <Notice tone="warning" title="This run waits for a person">
          {reason}
        </Notice>
      )
    case 'stopped':
      return (
        <Notice title="This run was stopped">
          {reason} Nothing more is sent, and nothing is removed by itself.
        </Notice>
      )
    case 'problems':
      return (
        <Notice tone="danger" title="Completed with problems">
          {problems.length > 0 ? (
            <ul className="list-disc space-y-0.5 pl-5">
              {problems.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          ) : (
            reason
          )}
        </Notice>
      )
    case 'completed':
      return (
        <Notice tone="success" title="Completed">
          Everything that was ordered is there, as Cloudflare confirms.
        </Notice>
      )
    case 'running':
      return null
  }
}

function Origin({ run }: { run: RunView }) {
  const { startedBy, createdAt, endedAt, importId, row } = run
  return (
    <>
      Started by <Email address={startedBy} /> on <DateTime value={createdAt} exact />
      {importId && (
        <>
          , from{' '}
          <TextLink href={`/onboarding/imports/${importId}`}>
            {row === null ? 'an import' : `row ${row} of an import`}
          </TextLink>
        </>
      )}
      {endedAt && (
        <>
          , ended on <DateTime value={endedAt} exact />
        </>
      )}
      .
    </>
  )
}
