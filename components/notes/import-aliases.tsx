'use client'
import { useId, useRef, useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { FormError } from '@/components/ui/form-error'
import { described, Field, TextArea } from '@/components/ui/form-field'
import { useHydrated } from '@/components/ui/hydrated'
import { Input } from '@/components/ui/input'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { StatusBadge } from '@/components/ui/status-badge'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand, type Answer } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { importAliases } from '@/lib/notes/actions'
import { ALIAS_BYTES_MAX, ALIAS_ROWS_MAX } from '@/lib/notes/constants'
import type { CheckedAlias } from '@/lib/notes/import-schema'

/** Takes a table of aliases, shows what is in it and what is wrong with it, and imports all of it or nothing. */
export function ImportAliasesForm() {
  const [rows, setRows] = useState<CheckedAlias[] | null>(null)
  return rows ? <Preview rows={rows} onBack={() => setRows(null)} /> : <CheckForm onChecked={setRows} />
}

function CheckForm({ onChecked }: { onChecked: (rows: CheckedAlias[]) => void }) {
  const hydrated = useHydrated()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState<string>()
  const command = useCommand(check, {
    unanswered: {
      message: 'Tenantdesk did not answer, so the table was not checked. Nothing was imported.',
      effect: 'none',
    },
  })
  const form = useCommandForm<{ text: string }>({
    command,
    start: { text: '' },
    draft: { name: 'import-aliases', idle: ({ text }) => text === '' },
    onValid: ({ text }) => {
      const file = input.current?.files?.[0]
      const pasted = text.trim() !== ''
      if (Boolean(file) === pasted)
        return setMissing(
          pasted ? 'Choose a file or paste a table, not both.' : 'Choose a CSV file, or paste a table below.',
        )
      setMissing(undefined)
      void command.send(file ?? text, { done: (answer) => onChecked(answer.rows) })
    },
  })
  const error = missing ?? command.error?.fields.file
  const hint = `Two columns: account (its ID or exact name) and alias. At most ${ALIAS_ROWS_MAX.toLocaleString('en')} rows and ${ALIAS_BYTES_MAX / 1024 / 1024} MB.`
  return (
    <form {...form.attributes} aria-label="Import aliases" className="max-w-3xl space-y-6">
      <Card title="Aliases" description="One alias in each row. Nothing is kept before you import.">
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

function Preview({ rows, onBack }: { rows: CheckedAlias[]; onBack: () => void }) {
  const router = useRouter()
  const command = useCommand(importAliases, {
    unanswered:
      'Tenantdesk did not answer. Check the table again: aliases that were imported are marked as there already.',
  })
  const faults = rows.filter(({ fault }) => fault).length
  const fresh = rows.filter(({ fault, there }) => !fault && !there).length
  // What is wrong comes first.
  const sorted = rows.toSorted((a, b) => Number(b.fault !== null) - Number(a.fault !== null) || a.row - b.row)
  return (
    <div className="max-w-3xl space-y-6">
      {faults > 0 && (
        <Notice
          tone="danger"
          title={faults === 1 ? 'One row cannot be imported' : `${faults} rows cannot be imported`}
        >
          Correct them in the table, and check it again. Nothing is imported while a row is wrong.
        </Notice>
      )}
      <Card
        title="What is in it"
        description={`${rows.length.toLocaleString('en')} rows, ${fresh.toLocaleString('en')} new aliases`}
        flush
      >
        <ul aria-label="Rows">
          {sorted.slice(0, SHOWN).map(({ row, account, accountName, alias, fault, there }) => (
            <li
              key={row}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-kumo-hairline px-4 py-2.5 not-last:border-b sm:px-5"
            >
              <div className="min-w-0 flex-1 basis-48 wrap-anywhere">
                <bdi>{alias || '(empty)'}</bdi>
                <p className="text-sm text-kumo-subtle">
                  Row {row}, <bdi>{(accountName ?? account) || '(empty)'}</bdi>
                </p>
                {fault && <p className="text-sm text-kumo-danger">{fault}</p>}
              </div>
              <StatusBadge tone={fault ? 'danger' : there ? 'neutral' : 'success'}>
                {fault ? 'Wrong' : there ? 'There already' : 'New'}
              </StatusBadge>
            </li>
          ))}
        </ul>
        {rows.length > SHOWN && (
          <p className="px-4 py-3 text-sm text-kumo-subtle sm:px-5">
            And {(rows.length - SHOWN).toLocaleString('en')} more rows, none of which is worse than these.
          </p>
        )}
      </Card>
      <FormError error={command.error} deed="The aliases were imported" />
      <div className="flex flex-wrap gap-2">
        <SubmitButton
          type="button"
          command={command}
          disabled={faults > 0 || fresh === 0}
          onClick={() =>
            void command.send(
              { rows: rows.map(({ row, account, alias }) => ({ row, account, alias })) },
              {
                done: ({ aliases }) => {
                  toast(aliases === 1 ? '1 alias was imported' : `${aliases} aliases were imported`)
                  router.push('/accounts')
                },
              },
            )
          }
        >
          Import {fresh === 1 ? '1 alias' : `${fresh.toLocaleString('en')} aliases`}
        </SubmitButton>
        <Button variant="ghost" onClick={onBack}>
          Check another table
        </Button>
      </div>
    </div>
  )
}

const SHOWN = 200

/** Sends the file as it is: an action would hold it as a whole, and refuse one of this size. */
async function check(table: File | string): Promise<Answer<{ rows: CheckedAlias[] }>> {
  const name = typeof table === 'string' ? 'Pasted table' : table.name
  const response = await fetch(`/api/aliases/upload?${new URLSearchParams({ name })}`, {
    method: 'POST',
    body: table,
  })
  return response.json()
}
