import type { ComponentProps } from 'react'
import { TextField } from '@/components/ui/form-field'
import { PASSWORD_MIN } from '@/lib/staff/constants'

type Field = (name: 'password' | 'repeat') => Partial<ComponentProps<typeof TextField>>

/** Two fields for a new password. `label`: what it is called, "Password" or "New password". */
export function NewPassword({
  label,
  consequence = '',
  autoFocus,
  field,
}: {
  label: string
  /** What else happens, as a sentence. */
  consequence?: string
  autoFocus?: boolean
  field: Field
}) {
  return (
    <>
      <TextField
        label={label}
        type="password"
        autoComplete="new-password"
        hint={`At least ${PASSWORD_MIN} characters. Three or four unrelated words make a good one. ${consequence}`.trim()}
        autoFocus={autoFocus}
        required
        {...field('password')}
      />
      <TextField
        label={`Repeat ${label.toLowerCase()}`}
        type="password"
        autoComplete="new-password"
        required
        {...field('repeat')}
      />
    </>
  )
}

/** For password managers, which keep a password under a name. */
export function Username({ email }: { email: string }) {
  return <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
}
