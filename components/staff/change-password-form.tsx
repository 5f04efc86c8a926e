'use client'
import { useActionState } from 'react'
import { Card } from '@/components/ui/card'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useFaultFocus } from '@/components/ui/use-fault-focus'
import { noAnswer, type ErrorView } from '@/lib/core/errors'
import { changePassword } from '@/lib/staff/actions'
import { PASSWORD_MIN } from '@/lib/staff/terms'

/** Changes the own password. */
export function ChangePasswordForm({ email }: { email: string }) {
  const [error, submit, pending] = useActionState(async (_: ErrorView | null, form: FormData) => {
    const answer = await changePassword({
      current: String(form.get('current')),
      password: String(form.get('password')),
      repeat: String(form.get('repeat')),
    }).catch(() => NO_ANSWER)
    if (!answer.ok) return answer.error
    toast('Password changed', { detail: 'Your other sessions have ended.' })
    return null
  }, null)
  const form = useFaultFocus(error)
  const { current, password, repeat } = error?.fields ?? {}
  return (
    <Card title="Change password">
      <form ref={form} action={submit} className="max-w-md space-y-5">
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <TextField
          label="Current password"
          name="current"
          type="password"
          autoComplete="current-password"
          error={current}
          required
        />
        <TextField
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          hint={`At least ${PASSWORD_MIN} characters. Three or four unrelated words make a good one. Your other sessions end.`}
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
        <FormError error={current || password || repeat ? null : error} deed="The password was changed" />
        <SubmitButton pending={pending}>Change password</SubmitButton>
      </form>
    </Card>
  )
}

const NO_ANSWER = {
  ok: false as const,
  error: noAnswer(
    'Tenantdesk did not answer. Change it again; if your current password is refused, the new one already applies.',
  ),
}
