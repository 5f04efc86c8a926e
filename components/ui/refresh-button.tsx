'use client'
import { useTransition } from 'react'
import { useRouter } from './link'
import { SubmitButton } from './submit-button'

/** Shows the page as it is now; what is typed stays. */
export function RefreshButton() {
  const router = useRouter()
  const [pending, start] = useTransition()
  return (
    <SubmitButton
      type="button"
      variant="secondary"
      size="sm"
      pending={pending}
      onClick={() => start(router.refresh)}
    >
      Refresh the page
    </SubmitButton>
  )
}
