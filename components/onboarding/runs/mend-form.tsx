'use client'
import { useState, type ReactNode } from 'react'
import { ButtonLink } from '@/components/ui/button-link'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { noAnswer, type ErrorView } from '@/lib/core/errors'
import { mendStep } from '@/lib/onboarding/actions'
import { runHref } from '@/lib/onboarding/run-constants'
import type { MendForm } from '@/lib/onboarding/run-schema'
import type { MendStep } from '@/lib/onboarding/schema'
import { MendAccount } from './mend-account'
import { MendMember } from './mend-member'
import { MendPlan } from './mend-plan'
import { MendZone } from './mend-zone'

/** The form of a step that was refused, with what was sent. Saved, the run goes on from there. */
export function MendStepForm({ form }: { form: MendForm }) {
  switch (form.kind) {
    case 'account':
      return <MendAccount form={form} />
    case 'member':
      return <MendMember form={form} />
    case 'zone':
      return <MendZone form={form} />
    case 'plan':
    case 'subscription':
      return <MendPlan form={form} />
  }
}

/** Sends what of the order is changed, and leads back to the run. */
export function useMend({ runId, key, fields }: MendForm) {
  const router = useRouter()
  // What was wrong when it was sent is marked as what is wrong when it is saved.
  const [sent] = useState((): ErrorView => ({ ...noAnswer(''), code: 'invalid', effect: 'none', fields }))
  const command = useCommand(mendStep, {
    // What was saved is not saved twice: the run does not wait for the step any more.
    unanswered: 'Tenantdesk did not answer. Send it again: what was saved already is not saved twice.',
  })
  const save = (part: MendStep['part'], saved: () => void) =>
    void command.send(
      { runId, key, part },
      {
        done: () => {
          saved()
          toast('The run goes on')
          router.arrive(runHref(runId))
        },
      },
    )
  return { command, marked: { error: command.error ?? sent, clear: command.clear }, save }
}

/** What is said over each of these forms, and its buttons below. */
export function MendFrame({
  form: { runId, message, fields },
  own,
  command,
  children,
}: {
  form: MendForm
  /** The names of its fields. */
  own: readonly string[]
  command: ReturnType<typeof useMend>['command']
  children: ReactNode
}) {
  const wrong = Object.entries(fields).flatMap(([name, text]) =>
    own.includes(name) || text === message ? [] : [text],
  )
  return (
    <>
      {message && (
        <Notice tone="warning" title={message}>
          {wrong.length > 0 && wrong.map((text) => <p key={text}>{text}</p>)}
        </Notice>
      )}
      {children}
      <FormError error={command.error} deed="The change was saved" />
      <div className="flex flex-wrap gap-3">
        <SubmitButton command={command}>Mend and continue</SubmitButton>
        <ButtonLink href={runHref(runId)} variant="ghost">
          Cancel
        </ButtonLink>
      </div>
    </>
  )
}
