import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { PlainPage } from '@/components/shell/plain-page'
import { ChangePasswordForm } from '@/components/staff/change-password-form'
import { sessionHolder } from '@/lib/auth/session'

export const metadata: Metadata = { title: 'Choose your password' }

export default async function FirstPasswordPage() {
  const person = await sessionHolder()
  if (!person) redirect('/sign-in')
  if (!person.mustChangePassword) redirect('/')
  return (
    <PlainPage title="Choose your password">
      <p className="wrap-anywhere text-kumo-subtle">
        You signed in as <strong className="font-semibold">{person.email}</strong> with a password that
        Tenantdesk generated and wrote to a file. Choose your own password to continue; the file is then
        deleted.
      </p>
      <ChangePasswordForm email={person.email} first />
    </PlainPage>
  )
}
