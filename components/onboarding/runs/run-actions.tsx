'use client'
import { ButtonLink } from '@/components/ui/button-link'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { FormError } from '@/components/ui/form-error'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { continueRuns, skipStep, stopRuns } from '@/lib/onboarding/actions'
import { MENDABLE, mendHref, OPEN, SKIPPABLE } from '@/lib/onboarding/run-constants'
import type { RunView, StepView } from '@/lib/onboarding/schema'

type Of = {
  run: RunView
  /** Looks at the run again. */
  look: () => void
}

/** What can be done about a run as a whole. */
export function RunActions({ run, look }: Of) {
  if (!OPEN.includes(run.status) || run.stopping) return null
  const waits = run.status === 'paused' || run.status === 'waiting'
  return (
    <>
      {waits && <Continue run={run} look={look} variant="secondary" />}
      <Stop run={run} look={look} />
    </>
  )
}

/** What can be done about the step that a run waits for, beside it. */
export function StepActions({ run, step, look }: Of & { step: StepView }) {
  const held = run.steps.find(({ state }) => state !== 'done' && state !== 'skipped')
  if (run.status !== 'paused' || held?.key !== step.key) return null
  const { key, kind, state, attendHref, attended, subject } = step
  return (
    <div className="flex flex-wrap items-start gap-2 pt-1">
      {attended === 'joined' ? (
        <Continue run={run} look={look} variant="primary" />
      ) : attended === 'made' ? (
        <ButtonLink size="sm" variant="primary" href="/service-users">
          Make it a member
        </ButtonLink>
      ) : attendHref ? (
        <ButtonLink size="sm" variant="primary" href={attendHref}>
          Create the service user
        </ButtonLink>
      ) : state === 'paused' && MENDABLE.includes(kind) ? (
        <ButtonLink size="sm" variant="primary" href={mendHref(run.id, key)}>
          Mend and continue
        </ButtonLink>
      ) : (
        <Continue run={run} look={look} variant="primary" />
      )}
      {SKIPPABLE.includes(kind) && (
        <ConfirmButton
          label="Skip"
          size="sm"
          title={`Skip ${subject}?`}
          confirm="Skip"
          action={skipStep}
          input={{ runId: run.id, key }}
          said="The step was skipped"
          deed="The step was skipped"
          onDone={look}
        >
          <p>
            The run goes on without it{kind === 'zone' && ', and without its plan'}. At the end it says that
            this is missing.
          </p>
          {state === 'unknown' && <p>It may be there all the same: its answer was lost.</p>}
        </ConfirmButton>
      )}
      <Stop run={run} look={look} size="sm" />
    </div>
  )
}

function Continue({ run, look, variant }: Of & { variant: 'primary' | 'secondary' }) {
  const command = useCommand(continueRuns, {
    unanswered: 'Tenantdesk did not answer. Look whether the run goes on before you try again.',
  })
  function send() {
    void command.send(
      { runIds: [run.id] },
      {
        done: ([outcome]) => {
          if (outcome?.message) toast(outcome.message, { tone: 'danger' })
          look()
        },
      },
    )
  }
  return (
    <>
      <SubmitButton
        type="button"
        size={variant === 'primary' ? 'sm' : undefined}
        variant={variant}
        command={command}
        onClick={send}
      >
        Continue
      </SubmitButton>
      <FormError error={command.error} deed="The run was continued" />
    </>
  )
}

function Stop({ run, look, size }: Of & { size?: 'sm' }) {
  return (
    <ConfirmButton
      label="Stop"
      size={size}
      variant="secondary-destructive"
      title={`Stop the run of ${run.title}?`}
      confirm="Stop the run"
      action={stopRuns}
      input={{ runIds: [run.id] }}
      said="The run stops"
      deed="The run was stopped"
      onDone={look}
    >
      <p>Nothing more is sent to Cloudflare. A run that was stopped cannot go on.</p>
      <p>Nothing is removed by itself: this page then lists what was made, to be removed item by item.</p>
    </ConfirmButton>
  )
}
