import type { Metadata } from 'next'
import { PlainPage } from '@/components/shell/plain-page'
import { ButtonLink } from '@/components/ui/button-link'

export const metadata: Metadata = { title: 'Not allowed' }

export default function Forbidden() {
  return (
    <PlainPage title="Your role does not allow this">
      <p className="text-kumo-subtle">
        This page needs another role. An administrator can change your role under Staff.
      </p>
      <ButtonLink href="/">Go to Today</ButtonLink>
    </PlainPage>
  )
}
