'use client'
import { useState } from 'react'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { addWantedSubscription } from '@/lib/accounts/actions'
import type { ErrorView } from '@/lib/core/errors'

type Account = { id: string; name: string | null }

/** What was wanted with a new account and did not come, each with the reason and a way to add it now. */
export function MissingSubscriptions({
  account,
  missing,
  mayAdd,
}: {
  account: Account
  missing: { ratePlanId: string; reason: string }[]
  mayAdd: boolean
}) {
  return missing.map((each) => <Missing key={each.ratePlanId} account={account} {...each} mayAdd={mayAdd} />)
}

function Missing({
  account,
  ratePlanId,
  reason,
  mayAdd,
}: {
  account: Account
  ratePlanId: string
  reason: string
  mayAdd: boolean
}) {
  const router = useRouter()
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<ErrorView | null>(null)

  async function add() {
    setPending(true)
    setError(null)
    const answer = await addWantedSubscription({ accountId: account.id, ratePlanId }).finally(() =>
      setPending(false),
    )
    if (!answer.ok) return setError(answer.error)
    toast(`${ratePlanId} was added`)
    router.refresh()
  }

  return (
    <div className="space-y-3">
      <Notice
        tone="warning"
        title={`${account.name ?? 'The account'} was created, but its subscription ${ratePlanId} is missing`}
        actions={
          mayAdd && (
            <SubmitButton type="button" variant="secondary" pending={pending} onClick={add}>
              Add subscription
            </SubmitButton>
          )
        }
      >
        {reason}
      </Notice>
      <FormError
        error={error}
        title={error && error.code !== 'unknown' ? 'The subscription was not added' : undefined}
      />
    </div>
  )
}
