'use client'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useStayFor } from '@/components/ui/leaving'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { SecretOnce } from '@/components/ui/secret-once'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { rollToken } from '@/lib/tokens/actions'
import type { RollTokenAnswer } from '@/lib/tokens/schema'

/** Gives a token a new value and shows it, once. A lost answer is said to be lost, with the old value and the new one. */
export function RollToken({
  accountId,
  tokenId,
  name,
}: {
  accountId: string
  tokenId: string
  name: string
}) {
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const command = useCommand(rollToken)
  const [answer, setAnswer] = useState<RollTokenAnswer | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const value = answer?.status === 'rolled' ? answer.value : null
  useStayFor('The new value', command.pending)
  useEffect(() => {
    if (answer?.status === 'lost') box.current?.focus()
  }, [answer])

  function told(answer: RollTokenAnswer) {
    setAnswer(answer)
    setAsking(false)
    command.clear()
    if (answer.status === 'lost') router.refresh()
  }

  return (
    <div ref={box} tabIndex={-1} className="space-y-4 outline-none">
      {value !== null ? (
        <>
          <Notice tone="success" title="The token was rolled">
            The old value no longer works: everything that still uses it is refused.
          </Notice>
          <SecretOnce
            label="New value"
            value={value}
            done="Done"
            onDone={() => {
              setAnswer(null)
              toast(`${name} was rolled`)
              router.refresh()
            }}
          />
        </>
      ) : (
        <>
          {answer?.status === 'lost' && (
            <Notice
              tone="warning"
              role="alert"
              title={
                answer.rolled
                  ? 'The token was rolled, and its new value is lost'
                  : 'It is not known whether the token was rolled'
              }
            >
              {answer.rolled
                ? 'Cloudflare’s answer did not arrive, and the new value was in it. The old value no longer works, so nothing can use this token now. Roll it again to get a value that works.'
                : 'The answer did not arrive, and the new value would have been in it. The old value may no longer work. Verify it, or roll again to get a new value.'}
            </Notice>
          )}
          <Button onClick={() => setAsking(true)}>{answer ? 'Roll again' : 'Roll token'}</Button>
        </>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open)
          command.clear()
        }}
        title={`Roll ${name}?`}
        confirm="Roll token"
        danger
        command={command}
        deed="The token was rolled"
        onConfirm={() =>
          void command.send(
            { accountId, tokenId },
            {
              done: told,
              // Between Tenantdesk and here the new value is lost as well as between Cloudflare and Tenantdesk.
              refused: ({ code }) => code === 'unknown' && told({ status: 'lost', rolled: false }),
            },
          )
        }
      >
        <p>Cloudflare creates a new value and shows it once. The old one stops working at that moment.</p>
        <p>
          Everything that uses this token is refused until it has the new value. Permissions and end date do
          not change.
        </p>
      </ConfirmDialog>
    </div>
  )
}
