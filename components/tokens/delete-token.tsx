'use client'
import { useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
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
  const command = useCommand(deleteToken)

  function leave(title: string) {
    toast(title)
    router.arrive(`/accounts/${accountId}/tokens`)
  }

  return (
    <Card title="Delete token" description="This is permanent. Its value stops working at once.">
      <Button variant="secondary-destructive" onClick={() => setOpen(true)}>
        Delete token
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          command.clear()
        }}
        title={`Delete ${name}?`}
        confirm="Delete token"
        danger
        typed={{ label: 'Token name', text: name }}
        command={command}
        deed="The token was deleted"
        onConfirm={() =>
          void command.send(
            { accountId, tokenId, typedName: name },
            {
              done: () => leave(`${name} was deleted`),
              // By somebody else, or by an attempt whose answer was lost.
              gone: () => leave(`${name} was already deleted`),
              // Its name is another one by now: the page shows which.
              refused: ({ fields }) => fields.typedName && router.refresh(),
            },
          )
        }
      >
        <p>
          Everything that uses this token will be refused. To stop it only for a while, disable it instead.
        </p>
      </ConfirmDialog>
    </Card>
  )
}
