'use client'
import { useState, type ComponentProps, type SubmitEvent } from 'react'
import { withTenant } from './href'
import { useChosenTenant } from './link'
import type { ExportFault } from './export-file'
import { SubmitButton } from './submit-button'
import { TryAgain } from './try-again'

/**
 * Exports what `href` names. A form, because an export is an act, which no link may set off. Where scripts run the file
 * is fetched, so that the page learns of an export that is refused or breaks off, and says so.
 */
export function ExportButton({ href, ...button }: ComponentProps<typeof SubmitButton> & { href: string }) {
  const address = withTenant(href, useChosenTenant())
  const [pending, setPending] = useState(false)
  const [fault, setFault] = useState<ExportFault | null>(null)

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setPending(true)
    setFault(null)
    const told = await import('./export-file')
      .then(({ exportFile }) => exportFile(address))
      .catch(() => NOT_BEGUN)
    setFault(told)
    setPending(false)
  }

  return (
    <form method="post" action={address} onSubmit={submit} className="contents">
      <SubmitButton variant="secondary" pending={pending} {...button} />
      <div role="alert" className="order-last basis-full text-sm text-kumo-danger empty:hidden">
        {fault?.message}
        {fault?.retryAt && <TryAgain at={fault.retryAt} />}
      </div>
    </form>
  )
}

const NOT_BEGUN: ExportFault = {
  message: 'The export could not be started. Reload the page and try again.',
  retryAt: null,
}
