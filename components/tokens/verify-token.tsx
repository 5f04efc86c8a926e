'use client'
import { useState, type FormEvent } from 'react'
import { CopyButton } from '@/components/ui/copy-text'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { useCommand } from '@/components/ui/use-command'
import { verifyToken } from '@/lib/tokens/actions'
import type { VerifyTokenAnswer } from '@/lib/tokens/schema'
import { verifyWords } from './labels'

const NOT_VERIFIED = { message: 'Tenantdesk did not answer. Verify it again.', effect: 'none' as const }

type Ids = { accountId: string; tokenId: string }

/** Asks Cloudflare about a value that somebody has. The field is emptied with the answer. */
export function VerifyToken(ids: Ids) {
  const [value, setValue] = useState('')
  const [answer, setAnswer] = useState<VerifyTokenAnswer | null>(null)
  const verify = useCommand(verifyToken, { unanswered: NOT_VERIFIED })
  const fieldError = verify.error?.fields.value

  function submit(event: FormEvent) {
    event.preventDefault()
    if (verify.pending || verify.waiting) return
    setAnswer(null)
    void verify.send(
      { ...ids, value },
      {
        done: (data) => {
          setAnswer(data)
          setValue('')
        },
      },
    )
  }

  return (
    <form onSubmit={submit} noValidate aria-label="Verify the token" className="space-y-4">
      <TextField
        label="Token value"
        hint="Sent to Cloudflare for this check, and not stored."
        type="password"
        autoComplete="off"
        data-1p-ignore="true"
        spellCheck={false}
        value={value}
        onChange={(event) => setValue(event.target.value)}
        error={fieldError}
      />
      <Verdict answer={answer} />
      <FormError error={fieldError ? null : verify.error} deed="The token was verified" />
      <SubmitButton variant="secondary" command={verify}>
        Verify
      </SubmitButton>
      <VerifyCommand accountId={ids.accountId} />
    </form>
  )
}

/** The same for a value that is on the screen. */
export function VerifyNow({ value, ...ids }: Ids & { value: string }) {
  const [answer, setAnswer] = useState<VerifyTokenAnswer | null>(null)
  const verify = useCommand(verifyToken, { unanswered: NOT_VERIFIED })
  return (
    <div className="space-y-4">
      <SubmitButton
        type="button"
        variant="secondary"
        command={verify}
        onClick={() => void verify.send({ ...ids, value }, { done: setAnswer })}
      >
        Verify now
      </SubmitButton>
      <Verdict answer={answer} />
      <FormError error={verify.error} deed="The token was verified" />
    </div>
  )
}

/** How to verify a token from a terminal. The value is not in it: it would end up in the shell's history. */
export function VerifyCommand({ accountId }: { accountId: string }) {
  const command = `curl "https://api.cloudflare.com/client/v4/accounts/${accountId}/tokens/verify" \\
  --header "Authorization: Bearer $CLOUDFLARE_API_TOKEN"`
  return (
    <details>
      <summary className="w-fit rounded-md py-1 text-sm text-kumo-subtle hover:text-kumo-default">
        Verify it in a terminal
      </summary>
      <div className="mt-2 space-y-2">
        <p className="text-sm text-kumo-subtle">
          With the value in the environment variable <code className="font-mono">CLOUDFLARE_API_TOKEN</code>:
        </p>
        <pre className="rounded-lg bg-kumo-recessed px-3 py-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
          {command}
        </pre>
        <CopyButton label="Copy the command" value={command} text="Copy" />
      </div>
    </details>
  )
}

function Verdict({ answer }: { answer: VerifyTokenAnswer | null }) {
  const words = answer && verifyWords(answer)
  return (
    <div role="status" className="empty:hidden">
      {words && (
        <Notice tone={words.tone} title={words.title}>
          {words.says}
        </Notice>
      )}
    </div>
  )
}
