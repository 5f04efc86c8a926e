'use client'
import { useActionState } from 'react'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { useFaultFocus } from '@/components/ui/use-fault-focus'
import type { ErrorView } from '@/lib/core/errors'
import { PASSWORD_MIN } from '@/lib/staff/terms'

type Answer = { ok: true } | { ok: false; error: ErrorView }

/** Changes the password that was generated at the first start, and goes on to the overview. */
export function FirstPasswordForm({
  email,
  changePassword,
}: {
  email: string
  changePassword: (input: { current: string; password: string; repeat: string }) => Promise<Answer>
}) {
  const [error, submit, pending] = useActionState(async (_: ErrorView | null, form: FormData) => {
    const answer = await changePassword({
      current: String(form.get('current')),
      password: String(form.get('password')),
      repeat: String(form.get('repeat')),
    })
    if (!answer.ok) return answer.error
    // A full load: what was refused until now is asked for anew.
    window.location.replace(`${window.location.origin}/`)
    return null
  }, null)
  const form = useFaultFocus(error)
  const { current, password, repeat } = error?.fields ?? {}
  return (
    <form ref={form} action={submit} className="space-y-4">
      {/* For password managers, which keep a password under a name. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <TextField
        label="Current password"
        name="current"
        type="password"
        autoComplete="current-password"
        error={current}
        autoFocus
        required
      />
      <TextField
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        hint={`At least ${PASSWORD_MIN} characters. Three or four unrelated words make a good one.`}
        error={password}
        required
      />
      <TextField
        label="Repeat new password"
        name="repeat"
        type="password"
        autoComplete="new-password"
        error={repeat}
        required
      />
      <FormError error={current || password || repeat ? null : error} />
      <SubmitButton pending={pending} className="w-full justify-center">
        Change password
      </SubmitButton>
    </form>
  )
}
