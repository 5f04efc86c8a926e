'use client'
import { useState } from 'react'
import { ButtonLink } from '@/components/ui/button-link'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useAct } from '@/components/ui/use-act'
import { addWantedSubscription, dropWantedSubscription } from '@/lib/accounts/actions'

type Account = { id: string; name: string | null }

/** What was wanted with a new account and did not come, each with the reason, a way to add it now and a way to let it be. */
export function MissingSubscriptions({
  account,
  missing,
  mayAdd,
}: {
  account: Account
  missing: { ratePlanId: string; reason: string; certain: boolean }[]
  mayAdd: boolean
}) {
  return missing.map((each) => <Missing key={each.ratePlanId} account={account} {...each} mayAdd={mayAdd} />)
}

const DEEDS = { add: 'The subscription was added', drop: 'The subscription was taken off the list' } as const

function Missing({
  account,
  ratePlanId,
  reason,
  certain,
  mayAdd,
}: {
  account: Account
  ratePlanId: string
  reason: string
  certain: boolean
  mayAdd: boolean
}) {
  const router = useRouter()
  const [tried, setTried] = useState<'add' | 'drop'>('add')
  const { act, pending, error } = useAct()

  function answer(what: 'add' | 'drop') {
    if (pending) return
    setTried(what)
    const send = what === 'add' ? addWantedSubscription : dropWantedSubscription
    act(
      () => send({ accountId: account.id, ratePlanId }),
      () => {
        toast(what === 'add' ? `${ratePlanId} was added` : `${ratePlanId} is no longer wanted`)
        router.refresh()
      },
    )
  }

  return (
    <div className="space-y-3">
      <Notice
        tone="warning"
        title={`${account.name ?? 'The account'} was created, but its subscription ${ratePlanId} ${certain ? 'is' : 'may be'} missing`}
        actions={
          mayAdd && (
            <>
              <SubmitButton
                type="button"
                variant="secondary"
                pending={pending && tried === 'add'}
                onClick={() => answer('add')}
              >
                Add subscription
              </SubmitButton>
              <ButtonLink href={`/accounts/${account.id}/subscriptions/new`}>Choose another plan</ButtonLink>
              <SubmitButton
                type="button"
                variant="ghost"
                pending={pending && tried === 'drop'}
                onClick={() => answer('drop')}
              >
                No longer wanted
              </SubmitButton>
            </>
          )
        }
      >
        {reason}
      </Notice>
      <FormError error={error} deed={DEEDS[tried]} refresh />
    </div>
  )
}
