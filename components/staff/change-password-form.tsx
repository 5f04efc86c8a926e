'use client'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { changePassword } from '@/lib/staff/actions'
import { NewPassword, Username } from './new-password'

/** Changes one's own password. The `first` one, which was generated, is changed before anything else opens. */
export function ChangePasswordForm({ email, first = false }: { email: string; first?: boolean }) {
  const command = useCommand(changePassword, {
    unanswered:
      'Tenantdesk did not answer. Change it again; if your current password is refused, the new one already applies.',
  })
  const form = useCommandForm({
    command,
    start: { current: '', password: '', repeat: '' },
    schema: async () => (await import('@/lib/staff/schema')).ChangePassword,
    mode: 'onSubmit',
    onValid: (passwords) => void command.send(passwords, { done }),
  })

  function done() {
    // A full load: what was refused until now is asked for anew.
    if (first) return window.location.replace(`${window.location.origin}/`)
    form.reset()
    toast('Password changed', { detail: 'Your other sessions have ended.' })
  }

  return (
    <form {...form.attributes} className="max-w-md space-y-5">
      <Username email={email} />
      <TextField
        label="Current password"
        type="password"
        autoComplete="current-password"
        autoFocus={first}
        required
        {...form.field('current')}
      />
      <NewPassword
        label="New password"
        consequence={first ? '' : 'Your other sessions end.'}
        field={form.field}
      />
      <FormError error={form.shown ? null : command.error} deed="The password was changed" />
      <SubmitButton command={command} className={first ? 'w-full justify-center' : undefined}>
        Change password
      </SubmitButton>
    </form>
  )
}
