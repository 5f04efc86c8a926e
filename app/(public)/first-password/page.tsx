import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { PlainPage } from '@/components/shell/plain-page'
import { FirstPasswordForm } from '@/components/sign-in/first-password-form'
import { sessionHolder } from '@/lib/auth/session'
import { changePassword } from '@/lib/staff/actions'

export const metadata: Metadata = { title: 'Choose your password' }

export default async function FirstPasswordPage() {
  const person = await sessionHolder()
  if (!person) redirect('/sign-in')
  if (!person.mustChangePassword) redirect('/')
  return (
    <PlainPage title="Choose your password">
      <p className="wrap-anywhere text-kumo-subtle">
        You signed in as <strong className="font-semibold">{person.email}</strong> with a password that
        Tenantdesk made and wrote to a file. Choose one of your own to go on; the file is then removed.
      </p>
      <FirstPasswordForm email={person.email} changePassword={changePassword} />
    </PlainPage>
  )
}
