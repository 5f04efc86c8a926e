'use client'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
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
  const retry = useCommand(retryMembership, {
    unanswered:
      'Tenantdesk did not answer. Try again: Tenantdesk first checks whether it is already a member.',
  })

  function done() {
    toast(`${email} is a member of ${accountName}`)
    if (onJoined) onJoined()
    else router.refresh()
  }

  return (
    <div className="space-y-3">
      <SubmitButton
        type="button"
        size="sm"
        variant="secondary"
        command={retry}
        onClick={() => void retry.send({ id }, { done })}
        aria-label={`Add ${email} to the account`}
      >
        Add to the account
      </SubmitButton>
      <FormError error={retry.error} deed="The service user was added to the account" refresh />
    </div>
  )
}
