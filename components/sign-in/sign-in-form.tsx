'use client'
import { signIn } from 'next-auth/react'
import { useActionState, useLayoutEffect, useRef } from 'react'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { SubmitButton } from '@/components/ui/submit-button'
import type { ErrorView } from '@/lib/core/errors'

type State = { email: string; error: ErrorView | null; done: boolean }

/** Takes the path to go on to. A form action, so that a click before the page is alive is not lost. */
export function SignInForm({ next }: { next: string }) {
  const field = useRef<HTMLInputElement>(null)
  const [{ email, error, done }, submit, pending] = useActionState(
    async (_: State, form: FormData): Promise<State> => {
      const email = String(form.get('email'))
      const fault = await attempt(email, String(form.get('password')))
      // A full load, so that nothing of an earlier person's pages is left.
      if (!fault) window.location.assign(next)
      return { email, error: fault, done: !fault }
    },
    { email: '', error: null, done: false },
  )
  // React empties the form of an action when it has run, before this.
  useLayoutEffect(() => {
    if (error) field.current!.value = email
  }, [email, error])
  return (
    <form action={submit} className="space-y-4">
      <TextField
        ref={field}
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        autoFocus
        required
      />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      <FormError error={error} />
      <SubmitButton pending={pending || done} className="w-full justify-center">
        Sign in
      </SubmitButton>
    </form>
  )
}

async function attempt(email: string, password: string): Promise<ErrorView | null> {
  const answer = await signIn('credentials', { email, password, redirect: false }).catch(() => undefined)
  if (answer?.ok && !answer.error) return null
  const [, until] = /^throttled:(\d+)$/.exec(answer?.error ?? '') ?? []
  if (until) return fault('throttled', 'Too many attempts.', Number(until))
  if (answer?.error === 'CredentialsSignin') return fault('denied', 'The email address or password is wrong.')
  return answer?.error === 'not_recorded'
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
