'use client'
import { useActionState } from 'react'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { useFaultFocus } from '@/components/ui/use-fault-focus'
import { noAnswer, type ErrorView } from '@/lib/core/errors'
import { PASSWORD_MIN } from '@/lib/staff/terms'

type Answer = { ok: true } | { ok: false; error: ErrorView }

/** Takes the link's secret, whose password it sets, and the action that sets it. Goes on to the sign-in page. */
export function SetPasswordForm({
  token,
  email,
  setPassword,
}: {
  token: string
  email: string
  setPassword: (input: { token: string; password: string; repeat: string }) => Promise<Answer>
}) {
  const router = useRouter()
  const [error, submit, pending] = useActionState(async (_: ErrorView | null, form: FormData) => {
    const answer = await setPassword({
      token,
      password: String(form.get('password')),
      repeat: String(form.get('repeat')),
    }).catch(() => NO_ANSWER)
    if (!answer.ok) return answer.error
    router.arrive('/sign-in?password=set')
    return null
  }, null)
  const form = useFaultFocus(error)
  return (
    <form ref={form} action={submit} className="space-y-4">
      {/* For password managers, which keep a password under a name. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        hint={`At least ${PASSWORD_MIN} characters. Three or four unrelated words make a good one.`}
        error={error?.fields.password}
        autoFocus
        required
      />
      <TextField
        label="Repeat password"
        name="repeat"
        type="password"
        autoComplete="new-password"
        error={error?.fields.repeat}
        required
      />
      <FormError
        error={error && Object.keys(error.fields).length === 0 ? error : null}
        deed="The password was set"
      />
      <SubmitButton pending={pending} className="w-full justify-center">
        Set password
      </SubmitButton>
    </form>
  )
}

const NO_ANSWER = {
  ok: false as const,
  error: noAnswer(
    'Tenantdesk did not answer. Set it again here; if the link no longer works, sign in with the password you chose.',
  ),
}
