'use client'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { setPassword } from '@/lib/staff/actions'
import { NewPassword, Username } from './new-password'

/** Sets a password by a one-time link, and goes on to the sign-in page. */
export function SetPasswordForm({ token, email }: { token: string; email: string }) {
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
      <Username email={email} />
      <NewPassword label="Password" autoFocus field={form.field} />
      <FormError error={form.shown ? null : command.error} deed="The password was set" />
      <SubmitButton command={command} className="w-full justify-center">
        Set password
      </SubmitButton>
    </form>
  )
}
