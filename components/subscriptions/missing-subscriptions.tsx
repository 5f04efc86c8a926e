'use client'
import { ButtonLink } from '@/components/ui/button-link'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { addWantedSubscription, dropWantedSubscription } from '@/lib/subscriptions/actions'

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
  const add = useCommand(addWantedSubscription)
  const drop = useCommand(dropWantedSubscription)
  const wanted = { accountId: account.id, ratePlanId }

  function said(title: string) {
    toast(title)
    router.refresh()
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
                command={add}
                waiting={add.waiting || drop.pending}
                onClick={() => {
                  drop.clear()
                  void add.send(wanted, { done: () => said(`${ratePlanId} was added`) })
                }}
              >
                Add subscription
              </SubmitButton>
              <ButtonLink href={`/accounts/${account.id}/subscriptions/new`}>Choose another plan</ButtonLink>
              <SubmitButton
                type="button"
                variant="ghost"
                command={drop}
                waiting={drop.waiting || add.pending}
                onClick={() => {
                  add.clear()
                  void drop.send(wanted, { done: () => said(`${ratePlanId} is no longer wanted`) })
                }}
              >
                No longer wanted
              </SubmitButton>
            </>
          )
        }
      >
        {reason}
      </Notice>
      <FormError error={add.error} deed="The subscription was added" refresh />
      <FormError error={drop.error} deed="The subscription was taken off the list" refresh />
    </div>
  )
}
