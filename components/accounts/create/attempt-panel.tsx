'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ButtonLink } from '@/components/ui/button-link'
import { FormError } from '@/components/ui/form-error'
import { Notice } from '@/components/ui/notice'
import { QueryFault } from '@/components/ui/query-fault'
import { Spinner } from '@/components/ui/spinner'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextLink } from '@/components/ui/text-link'
import { useCommand } from '@/components/ui/use-command'
import { chooseCandidate } from '@/lib/accounts/actions'
import { attemptQuery } from '@/lib/accounts/keys'
import type { AttemptState } from '@/lib/accounts/schema'
import { TwinFacts } from './twin-list'

type Props = {
  attemptKey: string
  state: AttemptState
  onState: (state: AttemptState) => void
  /** The account is there: nothing typed need be kept any longer. */
  onCreated: () => void
}

/** Stands above the form when its outcome is not simply "created": under way, lost, found, not created, or unclear. */
export function AttemptPanel({ attemptKey, state, onState, onCreated }: Props) {
  const [looked, setLooked] = useState(false)
  const settle = (next: AttemptState) => {
    setLooked(true)
    onState(next)
  }
  const created = state.status === 'created'
  useEffect(() => {
    if (created) onCreated()
  }, [created, onCreated])

  if (state.status === 'open') return looked ? <NotSent /> : null
  if (state.status === 'sent' || state.status === 'unknown')
    return <Looking attemptKey={attemptKey} state={state} onState={settle} />
  if (state.status === 'choose') return <Choosing attemptKey={attemptKey} state={state} onState={settle} />
  if (state.status === 'created')
    return (
      <Notice
        tone="success"
        role="status"
        title="The account was created"
        actions={
          <>
            <ButtonLink href={`/accounts/${state.accountId}`} variant="primary">
              Open the account
            </ButtonLink>
            <ButtonLink href="/accounts/new">Create another account</ButtonLink>
          </>
        }
      >
        This form was already sent. Sending it again would not create a second account.
        {state.missingPlanId &&
          ` Its subscription ${state.missingPlanId} may not have been added. The account’s page shows it and can add it.`}
      </Notice>
    )
  return looked ? (
    <div className="mb-6">
      <Notice tone="info" role="status" title="The account was not created">
        Tenantdesk looked for it at Cloudflare, and it is not there. What you typed is kept, so you can try
        again.
      </Notice>
    </div>
  ) : null
}

function NotSent() {
  return (
    <div className="mb-6">
      <Notice tone="warning" role="status" title="The form did not reach Tenantdesk">
        Nothing was sent to Cloudflare. What you typed is kept, so you can try again.
      </Notice>
    </div>
  )
}

function Looking({
  attemptKey,
  state,
  onState,
}: {
  attemptKey: string
  state: AttemptState & { status: 'sent' | 'unknown' }
  onState: (state: AttemptState) => void
}) {
  const { data, error } = useQuery(attemptQuery(attemptKey))
  useEffect(() => {
    if (data && (data.status !== state.status || data.status === 'unknown')) onState(data)
  }, [data, state.status, onState])
  const lost = state.status === 'unknown'
  return (
    <Notice
      tone={lost ? 'warning' : 'info'}
      role="status"
      title={lost ? 'It is not known whether the account was created' : 'The account is being created'}
    >
      <p>
        {lost
          ? 'Cloudflare’s answer was lost. Tenantdesk is looking for the account and does not send the request a second time.'
          : 'This form has been sent. You can leave the page and come back to it.'}
      </p>
      <p className="mt-2 flex items-center gap-2 text-kumo-subtle">
        <Spinner />
        {error ? (
          <QueryFault error={error}>
            {error.view ? 'Cloudflare cannot be reached at the moment.' : error.message} Looking again…
          </QueryFault>
        ) : (
          'Looking…'
        )}
      </p>
    </Notice>
  )
}

function Choosing({
  attemptKey,
  state,
  onState,
}: {
  attemptKey: string
  state: AttemptState & { status: 'choose' }
  onState: (state: AttemptState) => void
}) {
  const { send, pending, waiting, error } = useCommand(chooseCandidate, {
    // The first choice holds: a second one is answered with the outcome of the first.
    unanswered:
      'Tenantdesk did not answer. Choose again: a choice that was already saved is not applied twice.',
  })
  const [chosen, setChosen] = useState<string | null>(null)
  function choose(accountId: string | null) {
    if (!pending) setChosen(accountId)
    void send({ attemptKey, accountId }, { done: onState })
  }
  return (
    <Notice tone="warning" role="status" title={`Which of these is your ${state.name}?`}>
      <p>
        Cloudflare’s answer was lost, and {state.candidates.length} new accounts have this name. Open them if
        you are not sure.
      </p>
      <ul className="mt-3 divide-y divide-kumo-warning/30 border-y border-kumo-warning/30">
        {state.candidates.map((twin) => (
          <li key={twin.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <span className="min-w-0 flex-[1_1_18rem] wrap-anywhere">
              <TextLink href={`/accounts/${twin.id}`} target="_blank" rel="noopener">
                {twin.name}
              </TextLink>{' '}
              <TwinFacts twin={twin} />
            </span>
            <SubmitButton
              type="button"
              variant="secondary"
              size="sm"
              pending={pending && chosen === twin.id}
              waiting={waiting}
              aria-label={`This one is mine: ${twin.id}`}
              onClick={() => choose(twin.id)}
            >
              This one is mine
            </SubmitButton>
          </li>
        ))}
      </ul>
      <div className="mt-3 mb-1">
        <SubmitButton
          type="button"
          variant="secondary"
          size="sm"
          pending={pending && chosen === null}
          waiting={waiting}
          onClick={() => choose(null)}
        >
          None of these
        </SubmitButton>
      </div>
      <FormError error={error} deed="The choice was saved" />
    </Notice>
  )
}
