import type { Metadata } from 'next'
import { PlainPage } from '@/components/shell/plain-page'
import { ButtonLink } from '@/components/ui/button-link'

export const metadata: Metadata = { title: 'Signed out' }

export default function Unauthorized() {
  return (
    <PlainPage title="You are signed out">
      <p className="text-kumo-subtle">Your session has ended, or you have not signed in yet.</p>
      <ButtonLink href="/sign-in" variant="primary">
        Sign in
      </ButtonLink>
    </PlainPage>
  )
}
