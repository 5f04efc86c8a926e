'use client'
import { useState } from 'react'
import { CheckboxField } from '@/components/ui/checkbox'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { numberOf } from '@/components/ui/pagination'
import { SubmitButton } from '@/components/ui/submit-button'
import { useCommand } from '@/components/ui/use-command'
import { discardImport, startImport } from '@/lib/onboarding/actions'

/** Starts what is ready. `started`: rows that were corrected after the others were. */
export function StartImport({
  importId,
  ready,
  left,
  same,
  started = false,
}: {
  importId: string
  ready: number
  /** Rows that are not started. */
  left: number
  /** The same file was started before. */
  same: boolean
  started?: boolean
}) {
  const router = useRouter()
  const command = useCommand(startImport)
  const [again, setAgain] = useState(false)
  return (
    <div className="space-y-4">
      {left > 0 && !started && (
        <p className="text-sm text-kumo-subtle">
          {numberOf(left, 'rows')} {left === 1 ? 'waits' : 'wait'} until you have corrected or confirmed{' '}
          {left === 1 ? 'it' : 'them'}: that can be done afterwards too.
        </p>
      )}
      {same && ready > 0 && (
        <CheckboxField
          label={`Create ${numberOf(ready, 'customers')} again, although the same file was started before`}
          checked={again}
          onChange={setAgain}
        />
      )}
      <FormError error={command.error} deed="The import was started" refresh />
      <div className="flex flex-wrap gap-3">
        <SubmitButton
          type="button"
          command={command}
          disabled={ready === 0 || (same && !again)}
          onClick={() =>
            void command.send(
              { importId, again },
              {
                done: () => (started ? router.refresh() : router.push(`/onboarding/imports/${importId}`)),
              },
            )
          }
        >
          {started ? `Start ${numberOf(ready, 'corrected rows')}` : 'Start import'}
        </SubmitButton>
        {!started && (
          <ConfirmButton
            label="Discard"
            title="Discard this import?"
            confirm="Discard"
            action={discardImport}
            input={{ importId }}
            deed="The import was discarded"
            onDone={() => router.push('/onboarding/import')}
          >
            What was read of the file is removed here, with your corrections. Nothing was sent to Cloudflare.
          </ConfirmButton>
        )}
      </div>
    </div>
  )
}
