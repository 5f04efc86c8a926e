'use client'
import { useState } from 'react'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { noAnswer, type ErrorView } from '@/lib/core/errors'
import { retryMembership } from '@/lib/service-users/actions'

/** The button that makes a service user a member of its account, where that did not work when it was created. */
export function RetryMembership({
  id,
  email,
  accountName,
  onJoined,
}: {
  id: string
  email: string
  accountName: string
  /** Loads the page again by default. */
  onJoined?: () => void
}) {
  const router = useRouter()
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<ErrorView | null>(null)

  async function retry() {
    setPending(true)
    setError(null)
    try {
      const answer = await retryMembership({ id })
      if (!answer.ok) return setError(answer.error)
      toast(`${email} is a member of ${accountName}`)
      if (onJoined) onJoined()
      else router.refresh()
    } catch {
      setError(NO_ANSWER)
    } finally {
      setPending(false)
    }
  }

  return (
    <div className="space-y-3">
      <SubmitButton
        type="button"
        size="sm"
        variant="secondary"
        pending={pending}
        onClick={() => void retry()}
        aria-label={`Add ${email} to the account`}
      >
        Add to the account
      </SubmitButton>
      <FormError error={error} deed="The service user was added to the account" refresh />
    </div>
  )
}

// Trying again is safe: whether it is a member is looked up first.
const NO_ANSWER = noAnswer(
  'Tenantdesk did not answer. Try again: Tenantdesk first checks whether it is already a member.',
)
