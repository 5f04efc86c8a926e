'use client'
import { useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { cancelSubscription, undoDowngrade } from '@/lib/subscriptions/actions'

type Props = { accountId: string; subscriptionId: string; name: string }

/** Cancels a subscription once its plan's id is typed. Sending again is safe: it is read first. */
export function CancelSubscription({ accountId, subscriptionId, name }: Props) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const cancel = useCommand(cancelSubscription)

  function leave(title: string) {
    toast(title)
    router.arrive(`/accounts/${accountId}/subscriptions`)
  }

  return (
    <Card title="Cancel subscription" description="What it provides stops working in this account.">
      <Button variant="secondary-destructive" onClick={() => setOpen(true)}>
        Cancel subscription
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          cancel.clear()
        }}
        title={`Cancel ${name}?`}
        confirm="Cancel subscription"
        danger
        typed={{ label: 'Plan ID', text: name }}
        command={cancel}
        deed="The subscription was cancelled"
        onConfirm={() =>
          void cancel.send(
            { accountId, subscriptionId },
            {
              done: () => leave(`${name} was cancelled`),
              // By somebody else, or by an attempt whose answer was lost.
              gone: () => leave(`${name} was already cancelled`),
            },
          )
        }
      >
        <p>The product stops working for the customer, and what is set up in it may be lost.</p>
      </ConfirmDialog>
    </Card>
  )
}

/** What is scheduled for the end of the period, and how to take it back. */
export function PendingDowngrade({
  accountId,
  subscriptionId,
  to,
  mayUndo,
}: Omit<Props, 'name'> & { to: string; mayUndo: boolean }) {
  const router = useRouter()
  const undo = useCommand(undoDowngrade)
  return (
    <div className="space-y-3">
      <Notice
        tone="warning"
        title={`Changes to ${to} at the end of the period`}
        actions={
          mayUndo && (
            <SubmitButton
              type="button"
              variant="secondary"
              command={undo}
              onClick={() =>
                void undo.send(
                  { accountId, subscriptionId },
                  {
                    done: () => {
                      toast('The change was undone')
                      router.refresh()
                    },
                  },
                )
              }
            >
              Undo downgrade
            </SubmitButton>
          )
        }
      >
        Until then everything stays as it is.
      </Notice>
      <FormError error={undo.error} deed="The change was undone" refresh />
    </div>
  )
}
