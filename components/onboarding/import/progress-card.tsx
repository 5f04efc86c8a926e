'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { Card } from '@/components/ui/card'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { useRouter } from '@/components/ui/link'
import { LiveData } from '@/components/ui/live-data'
import { FormError } from '@/components/ui/form-error'
import { QueryFault } from '@/components/ui/query-fault'
import { SubmitButton } from '@/components/ui/submit-button'
import { useCommand } from '@/components/ui/use-command'
import { cancelImport, pauseImport, resumeImport } from '@/lib/onboarding/actions'
import { importQuery } from '@/lib/onboarding/import-keys'
import { ROW_STATES, type ImportProgress } from '@/lib/onboarding/import-schema'
import { lastingAbout, stateLabel } from './labels'

type Props = { id: string; progress: ImportProgress; mayChange: boolean }

/** How far an import has come, live. */
export function ProgressCard(props: Props) {
  return (
    <LiveData>
      <Following {...props} />
    </LiveData>
  )
}

function Following({ id, progress: shown, mayChange }: Props) {
  const router = useRouter()
  const { data, error, refetch } = useQuery(importQuery(id, shown))
  const { status, states, total, secondsLeft } = data
  // What the server has drawn below is of an older moment.
  const stands = JSON.stringify({ status, states, left: data.left })
  const changed = useEffectEvent(() => {
    const { status, states, left } = shown
    if (stands !== JSON.stringify({ status, states, left })) router.refresh()
  })
  useEffect(() => changed(), [stands])
  const again = () => {
    void refetch()
    router.refresh()
  }
  const ended = states.completed + states['completed with problems'] + states.stopped
  const percent = total === 0 ? 0 : Math.floor((100 * ended) / total)
  return (
    <Card
      title="Progress"
      description={estimate(data)}
      actions={
        mayChange && (
          <>
            {status === 'running' && <Act label="Pause" action={pauseImport} id={id} onDone={again} />}
            {status === 'paused' && (
              <Act label="Resume" action={resumeImport} id={id} onDone={again} primary />
            )}
            {(status === 'running' || status === 'paused') && (
              <ConfirmButton
                label="Cancel"
                variant="secondary-destructive"
                title="Cancel this import?"
                confirm="Cancel the import"
                action={cancelImport}
                input={{ importId: id }}
                deed="The import was cancelled"
                onDone={again}
              >
                Every run that has not ended is stopped: nothing more is sent to Cloudflare, and what was made
                stays. A cancelled import cannot be resumed.
              </ConfirmButton>
            )}
          </>
        )
      }
    >
      <div
        role="progressbar"
        aria-label="Customers done"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={ended}
        aria-valuetext={`${ended} of ${total}`}
        className="h-2.5 w-full overflow-clip rounded-full bg-kumo-fill"
      >
        <div className={BAR[status]} style={{ width: `${total === 0 ? 0 : (100 * ended) / total}%` }} />
      </div>
      <p role="status" className="mt-3 tabular-nums">
        {ended.toLocaleString('en')} of {total.toLocaleString('en')} done ({percent}%)
        {secondsLeft !== null && status === 'running' && `, about ${lastingAbout(secondsLeft)} left`}
      </p>
      <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-sm text-kumo-subtle tabular-nums">
        {ROW_STATES.filter((state) => states[state] > 0).map((state) => (
          <div key={state} className="flex gap-1.5">
            <dt>{stateLabel(state)}</dt>
            <dd className="font-medium text-kumo-default">{states[state].toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      {error && (
        <QueryFault error={error}>
          <p className="mt-3 text-sm text-kumo-warning">
            The last look at this import failed; looking again.
          </p>
        </QueryFault>
      )}
    </Card>
  )
}

const BAR: Record<ImportProgress['status'], string> = {
  checked: 'h-full bg-kumo-brand',
  running: 'h-full bg-kumo-brand transition-[width]',
  paused: 'h-full bg-kumo-warning',
  cancelled: 'h-full bg-kumo-danger',
  done: 'h-full bg-kumo-success',
}

function estimate({ status, states, left }: ImportProgress): string {
  if (status === 'cancelled') return 'Cancelled: nothing more is sent.'
  if (status === 'paused') return 'Paused: customers that were begun and those that wait stay as they are.'
  if (status === 'done')
    return left > 0 ? 'Every run has ended; some rows still wait for you below.' : 'Every run has ended.'
  if (states.waiting + states.running === 0) return 'What is left waits for a person.'
  return 'You may close this page: it goes on by itself.'
}

function Act({
  label,
  action,
  id,
  primary = false,
  onDone,
}: {
  label: string
  action: typeof pauseImport
  id: string
  primary?: boolean
  onDone: () => void
}) {
  const command = useCommand(action)
  return (
    <>
      <SubmitButton
        type="button"
        variant={primary ? 'primary' : 'secondary'}
        command={command}
        onClick={() => void command.send({ importId: id }, { done: onDone })}
      >
        {label}
      </SubmitButton>
      <FormError error={command.error} refresh />
    </>
  )
}
