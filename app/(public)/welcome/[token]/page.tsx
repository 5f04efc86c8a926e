import type { Metadata } from 'next'
import { PlainPage } from '@/components/shell/plain-page'
import { SetPasswordForm } from '@/components/staff/set-password-form'
import { ButtonLink } from '@/components/ui/button-link'
import { linkHolder } from '@/lib/staff/queries'

// The address is a secret: it is told to nobody, not even to our own pages.
export const metadata: Metadata = { title: 'Set your password', referrer: 'no-referrer' }

export default async function WelcomePage({ params }: PageProps<'/welcome/[token]'>) {
  const { token } = await params
  const person = await linkHolder(token)
  if (!person)
    return (
      <PlainPage title="This link does not work">
        <p className="text-kumo-subtle">
          It has been used or has expired. Ask an administrator for a new one.
        </p>
        <ButtonLink href="/sign-in">Go to sign-in</ButtonLink>
      </PlainPage>
    )
  return (
    <PlainPage title="Set your password">
      <p className="wrap-anywhere text-kumo-subtle">
        Welcome, {person.name}. You will sign in as <strong className="font-semibold">{person.email}</strong>.
      </p>
      <SetPasswordForm token={token} email={person.email} />
    </PlainPage>
  )
}
