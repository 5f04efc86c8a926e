'use client'
import { useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { useAct } from '@/components/ui/use-act'
import { deleteToken } from '@/lib/tokens/actions'

/** Deletes a token once its name is typed. Sending again after a lost answer is safe: it is looked for first. */
export function DeleteToken({
  accountId,
  tokenId,
  name,
}: {
  accountId: string
  tokenId: string
  name: string
}) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const { act, pending, error, clear } = useAct()
  const list = `/accounts/${accountId}/tokens`

  const confirm = () =>
    act(
      async () => {
        const answer = await deleteToken({ accountId, tokenId, typedName: name })
        // Its name is another one by now: the page shows which.
        if (!answer.ok && answer.error.fields.typedName) router.refresh()
        // Gone already, by somebody else or by an attempt whose answer was lost, is what was wanted.
        if (!answer.ok && answer.error.code === 'not_found') return { ok: true as const, data: null }
        return answer
      },
      (done) => {
        toast(done ? `${name} was deleted` : `${name} was already deleted`)
        router.arrive(list)
      },
    )

  return (
    <Card title="Delete token" description="This is permanent. Its value stops working at once.">
      <Button variant="secondary-destructive" onClick={() => setOpen(true)}>
        Delete token
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          clear()
        }}
        title={`Delete ${name}?`}
        confirm="Delete token"
        danger
        typed={{ label: 'Token name', text: name }}
        pending={pending}
        error={error}
        deed="The token was deleted"
        onConfirm={confirm}
      >
        <p>
          Everything that uses this token will be refused. To stop it only for a while, disable it instead.
        </p>
      </ConfirmDialog>
    </Card>
  )
}
