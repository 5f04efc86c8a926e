'use client'
import { useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { StatusBadge } from '@/components/ui/status-badge'
import { SubmitButton } from '@/components/ui/submit-button'
import { TableFileForm } from '@/components/ui/table-file-form'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { importAliases } from '@/lib/notes/actions'
import { ALIAS_BYTES_MAX, ALIAS_ROWS_MAX } from '@/lib/notes/constants'
import type { CheckedAlias } from '@/lib/notes/import-schema'

/** Takes a table of aliases, shows what is in it and what is wrong with it, and imports all of it or nothing. */
export function ImportAliasesForm() {
  const [rows, setRows] = useState<CheckedAlias[] | null>(null)
  if (rows) return <Preview rows={rows} onBack={() => setRows(null)} />
  return (
    <TableFileForm<{ rows: CheckedAlias[] }>
      label="Import aliases"
      draft="import-aliases"
      address="/api/aliases/upload"
      title="Aliases"
      description="One alias in each row. Nothing is kept before you import."
      hint={`Two columns: account (its ID or exact name) and alias. At most ${ALIAS_ROWS_MAX.toLocaleString('en')} rows and ${ALIAS_BYTES_MAX / 1024 / 1024} MB.`}
      unanswered="Nothing was imported."
      onChecked={(checked) => setRows(checked.rows)}
    />
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
            And {(rows.length - SHOWN).toLocaleString('en')} more rows.
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
