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
import type { ErrorView } from '@/lib/core/errors'
import { cancelSubscription, undoDowngrade } from '@/lib/subscriptions/actions'

type Props = { accountId: string; subscriptionId: string; name: string }

/** Cancels a subscription once its plan's id is typed. Sending again is safe: it is read first. */
export function CancelSubscription({ accountId, subscriptionId, name }: Props) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const { pending, error, setError, run } = useOne()

  const confirm = () =>
    run(
      () => cancelSubscription({ accountId, subscriptionId }),
      () => {
        toast(`${name} was cancelled`)
        router.arrive(`/accounts/${accountId}/subscriptions`)
      },
    )

  return (
    <Card title="Cancel subscription" description="What it pays for stops working in this account.">
      <Button variant="secondary-destructive" onClick={() => setOpen(true)}>
        Cancel subscription
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          setError(null)
        }}
        title={`Cancel ${name}?`}
        confirm="Cancel subscription"
        danger
        typed={{ label: 'Plan ID', text: name }}
        pending={pending}
        error={error}
        onConfirm={() => void confirm()}
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
  const { pending, error, run } = useOne()
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
              pending={pending}
              onClick={() =>
                void run(
                  () => undoDowngrade({ accountId, subscriptionId }),
                  () => {
                    toast('The change was taken back')
                    router.refresh()
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
      <FormError error={error} title={error ? 'The downgrade was not taken back' : undefined} />
    </div>
  )
}

function useOne() {
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<ErrorView | null>(null)
  async function run(send: () => Promise<{ ok: true } | { ok: false; error: ErrorView }>, done: () => void) {
    setPending(true)
    setError(null)
    try {
      const answer = await send()
      if (answer.ok) done()
      else setError(answer.error)
    } catch {
      setError(NO_ANSWER)
    } finally {
      setPending(false)
    }
  }
  return { pending, error, setError, run }
}

const NO_ANSWER: ErrorView = {
  code: 'unknown',
  message: 'Tenantdesk did not answer, so it is not known what became of it. Reload the page to see.',
  fields: {},
  requestId: '',
  retryAt: null,
}
