'use client'
import { useId, useRef, useState } from 'react'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { FormError } from '@/components/ui/form-error'
import { described, Field, TextArea } from '@/components/ui/form-field'
import { useHydrated } from '@/components/ui/hydrated'
import { Input } from '@/components/ui/input'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { useCommand, type Answer } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { BYTES_MAX, ROWS_MAX } from '@/lib/onboarding/import-constants'

/** Takes a file, or a table that was copied from a spreadsheet, and has it checked. */
export function CheckForm({ template }: { template: { name: string; href: string } }) {
  const router = useRouter()
  const hydrated = useHydrated()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState<string>()
  const command = useCommand(check, {
    unanswered: {
      message: 'Tenantdesk did not answer, so the table was not checked. Nothing was sent to Cloudflare.',
      effect: 'none',
    },
  })
  const form = useCommandForm<{ text: string }>({
    command,
    start: { text: '' },
    draft: { name: 'import', idle: ({ text }) => text === '' },
    onValid: submit,
  })

  function submit({ text }: { text: string }) {
    const file = input.current?.files?.[0]
    const pasted = text.trim() !== ''
    const both = file && pasted
    if (both) return setMissing('Choose a file or paste a table, not both.')
    if (!file && !pasted) return setMissing('Choose a CSV file, or paste a table below.')
    setMissing(undefined)
    void command.send(file ?? text, {
      done: ({ importId }) => {
        form.forgetDraft()
        router.push(`/onboarding/import?check=${importId}`)
      },
    })
  }

  const error = missing ?? command.error?.fields.file
  const hint = `At most ${ROWS_MAX.toLocaleString('en')} customers and ${BYTES_MAX / 1024 / 1024} MB. Commas, semicolons or tabs, in UTF-8 or UTF-16.`
  return (
    <form {...form.attributes} aria-label="Import customers" className="max-w-3xl space-y-6">
      <Card
        title="Customers"
        description="One customer in each row. Nothing is sent to Cloudflare before you start the import."
        actions={
          <ButtonLink href={template.href} download={template.name} variant="secondary" size="sm">
            Download template
          </ButtonLink>
        }
      >
        <div className="space-y-5">
          <Field id={id} label="CSV file" hint={hint} error={error}>
            <Input
              ref={input}
              type="file"
              className="h-auto py-1.5 file:mr-3 file:rounded-md file:bg-kumo-fill file:px-2 file:py-1 file:text-sm file:font-medium"
              accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
              disabled={!hydrated}
              onChange={() => {
                setMissing(undefined)
                command.clear()
              }}
              {...described(id, { hint, error })}
            />
          </Field>
          <TextArea
            label="Or paste a table"
            hint="With its heading, as it is copied from a spreadsheet."
            spellCheck={false}
            className="font-mono text-sm"
            {...form.field('text')}
          />
        </div>
      </Card>
      {!command.error?.fields.file && <FormError error={command.error} deed="The table was checked" />}
      <SubmitButton command={command}>Check</SubmitButton>
    </form>
  )
}

/** Sends the file as it is: an action would hold it as a whole, and refuse one of this size. */
async function check(table: File | string): Promise<Answer<{ importId: string }>> {
  const name = typeof table === 'string' ? 'Pasted table' : table.name
  const response = await fetch(`/api/onboarding/upload?${new URLSearchParams({ name })}`, {
    method: 'POST',
    body: table,
  })
  return response.json()
}
