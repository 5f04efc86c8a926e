'use client'
import { ArrowClockwiseIcon } from '@phosphor-icons/react/dist/ssr/ArrowClockwise'
import { useSearchParams } from 'next/navigation'
import { useState, useTransition } from 'react'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { refreshAccounts } from '@/lib/accounts/keys'

/** Has the accounts of this page read from Cloudflare again, and shows the page as it is then. */
export function RefreshAccounts() {
  const router = useRouter()
  const params = useSearchParams()
  const [pending, start] = useTransition()
  const [fault, setFault] = useState<string | null>(null)

  const refresh = () =>
    start(async () => {
      setFault(null)
      try {
        await refreshAccounts(params)
      } catch (error) {
        setFault((error as Error).message)
      }
      // Some may have been read.
      router.refresh()
    })
  return (
    <>
      <SubmitButton
        type="button"
        variant="secondary"
        pending={pending}
        onClick={refresh}
        title="Reads the accounts of this page from Cloudflare again"
      >
        <ArrowClockwiseIcon size={16} aria-hidden="true" />
        Refresh
      </SubmitButton>
      <div role="alert" className="order-last basis-full text-sm text-kumo-danger empty:hidden">
        {fault}
      </div>
    </>
  )
}
