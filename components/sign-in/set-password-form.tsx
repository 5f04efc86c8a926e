'use client'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { useCommand, type Action } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { PASSWORD_MIN } from '@/lib/staff/constants'

/** Goes on to the sign-in page. */
export function SetPasswordForm({
  token,
  email,
  setPassword,
}: {
  token: string
  email: string
  setPassword: Action<{ token: string; password: string; repeat: string }, unknown>
}) {
  const router = useRouter()
  const command = useCommand(setPassword, {
    unanswered:
      'Tenantdesk did not answer. Set it again here; if the link no longer works, sign in with the password you chose.',
  })
  const form = useCommandForm({
    command,
    start: { token, password: '', repeat: '' },
    schema: async () => (await import('@/lib/staff/schema')).SetPassword,
    mode: 'onSubmit',
    onValid: (passwords) =>
      void command.send(passwords, { done: () => router.arrive('/sign-in?password=set') }),
  })
  return (
    <form {...form.attributes} className="space-y-4">
      {/* For password managers, which keep a password under a name. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        hint={`At least ${PASSWORD_MIN} characters. Three or four unrelated words make a good one.`}
        autoFocus
        required
        {...form.field('password')}
      />
      <TextField
        label="Repeat password"
        type="password"
        autoComplete="new-password"
        required
        {...form.field('repeat')}
      />
      <FormError error={form.shown ? null : command.error} deed="The password was set" />
      <SubmitButton command={command} className="w-full justify-center">
        Set password
      </SubmitButton>
    </form>
  )
}
