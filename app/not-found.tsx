import type { Metadata } from 'next'
import { PlainPage } from '@/components/shell/plain-page'
import { ButtonLink } from '@/components/ui/button-link'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <PlainPage title="Page not found">
      <p className="text-kumo-subtle">
        There is nothing at this address. The address may be mistyped, or the page was removed.
      </p>
      <ButtonLink href="/">Go to Today</ButtonLink>
    </PlainPage>
  )
}
