'use client'
import { signIn } from 'next-auth/react'
import { useState } from 'react'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { useCommand, type Answer } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import type { ErrorView } from '@/lib/core/errors'

/** `next`: the path to go on to. */
export function SignInForm({ next }: { next: string }) {
  const [done, setDone] = useState(false)
  const command = useCommand(attempt)
  const form = useCommandForm({
    command,
    start: { email: '', password: '' },
    mode: 'onSubmit',
    onValid: (person) =>
      void command.send(person, { done: leave, refused: () => form.resetField('password') }),
  })

  function leave() {
    setDone(true)
    // A full load, so that nothing of an earlier person's pages is left.
    window.location.assign(next)
  }

  return (
    <form {...form.attributes} className="space-y-4">
      <TextField
        label="Email"
        type="email"
        autoComplete="username"
        autoFocus
        required
        {...form.field('email')}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        {...form.field('password')}
      />
      <FormError error={command.error} />
      <SubmitButton
        pending={command.pending || done}
        waiting={command.waiting}
        className="w-full justify-center"
      >
        Sign in
      </SubmitButton>
    </form>
  )
}

async function attempt(person: { email: string; password: string }): Promise<Answer<null>> {
  const answer = await signIn('credentials', { ...person, redirect: false }).catch(() => undefined)
  return answer?.ok && !answer.error
    ? { ok: true, data: null }
    : { ok: false, error: refusal(answer?.error ?? '') }
}

function refusal(error: string): ErrorView {
  const [, until] = /^throttled:(\d+)$/.exec(error) ?? []
  if (until) return fault('throttled', 'Too many attempts.', Number(until))
  if (error === 'CredentialsSignin') return fault('denied', 'The email address or password is wrong.')
  return error === 'not_recorded'
    ? fault(
        'not_recorded',
        'The sign-in could not be recorded, so you are not signed in. Try again in a moment.',
      )
    : fault('unavailable', 'Signing in does not work at the moment. Try again in a moment.')
}

const fault = (code: ErrorView['code'], message: string, retryAt: number | null = null): ErrorView => ({
  code,
  effect: 'none',
  message,
  fields: {},
  requestId: '',
  retryAt,
})
