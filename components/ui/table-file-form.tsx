'use client'
import { useId, useRef, useState, type ReactNode } from 'react'
import { Card } from './card'
import { FormError } from './form-error'
import { described, Field, TextArea } from './form-field'
import { useHydrated } from './hydrated'
import { Input } from './input'
import { SubmitButton } from './submit-button'
import { useCommand, type Answer } from './use-command'
import { useCommandForm } from './use-command-form'

/**
 * Takes a file, or a table that was copied from a spreadsheet, and has it checked at `address`. `unanswered` ends the
 * sentence that no answer came. What was pasted stays until `forget` is called.
 */
export function TableFileForm<T>({
  label,
  draft,
  address,
  title,
  description,
  actions,
  hint,
  unanswered,
  onChecked,
}: {
  label: string
  draft: string
  address: string
  title: string
  description: string
  actions?: ReactNode
  hint: string
  unanswered: string
  onChecked: (checked: T, forget: () => void) => void
}) {
  const hydrated = useHydrated()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState<string>()
  const command = useCommand((table: File | string) => check<T>(address, table), {
    unanswered: {
      message: `Tenantdesk did not answer, so the table was not checked. ${unanswered}`,
      effect: 'none',
    },
  })
  const form = useCommandForm<{ text: string }>({
    command,
    start: { text: '' },
    draft: { name: draft, idle: ({ text }) => text === '' },
    onValid: ({ text }) => {
      const file = input.current?.files?.[0]
      const pasted = text.trim() !== ''
      if (Boolean(file) === pasted)
        return setMissing(
          pasted ? 'Choose a file or paste a table, not both.' : 'Choose a CSV file, or paste a table below.',
        )
      setMissing(undefined)
      void command.send(file ?? text, { done: (checked) => onChecked(checked, form.forgetDraft) })
    },
  })
  const error = missing ?? command.error?.fields.file
  return (
    <form {...form.attributes} aria-label={label} className="max-w-3xl space-y-6">
      <Card title={title} description={description} actions={actions}>
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
async function check<T>(address: string, table: File | string): Promise<Answer<T>> {
  const name = typeof table === 'string' ? 'Pasted table' : table.name
  const response = await fetch(`${address}?${new URLSearchParams({ name })}`, { method: 'POST', body: table })
  return response.json()
}
