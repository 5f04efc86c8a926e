'use client'
import { Fragment, useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { InputArea } from '@cloudflare/kumo/components/input'
import { AskBeforeLeaving } from '@/components/ui/ask-before-leaving'
import { cx } from '@/components/ui/cx'
import { FormError } from '@/components/ui/form-error'
import { useHydrated } from '@/components/ui/hydrated'
import { FIELD } from '@/components/ui/input'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextLink } from '@/components/ui/text-link'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { confirmTwins, mendRows, removeRows, runAgain } from '@/lib/onboarding/actions'
import { COLUMN_LABELS, FIELD_MAX } from '@/lib/onboarding/import-constants'
import type { GridRow, ImportColumn, ImportValues, Like } from '@/lib/onboarding/import-schema'

type Edits = Record<number, Partial<ImportValues>>

/** The rows of a page as fields. What is changed is kept together, once it is checked. */
export function RowGrid({
  importId,
  rows,
  columns,
}: {
  importId: string
  rows: GridRow[]
  columns: ImportColumn[]
}) {
  const router = useRouter()
  const hydrated = useHydrated()
  const [edits, setEdits] = useState<Edits>({})
  const mend = useCommand(mendRows)
  const confirm = useCommand(confirmTwins)
  const remove = useCommand(removeRows)
  const rerun = useCommand(runAgain)
  // Only what was changed is sent: rows can be long, and what a request can hold is not.
  const changed = rows.flatMap(({ row, values: was }) => {
    const columns = columnsOf(edits[row]).filter((column) => edits[row]![column] !== was[column])
    const of = (cells: Partial<ImportValues>) =>
      Object.fromEntries(columns.map((column) => [column, cells[column]!]))
    return columns.length > 0 ? [{ row, loaded: of(was), values: of(edits[row]!) }] : []
  })
  const dirty = changed.length > 0
  const tooLong = changed.some(({ values }) =>
    Object.values(values).some((value) => value.length > FIELD_MAX),
  )
  // In bytes a letter is up to three.
  const tooMuch = JSON.stringify(changed).length > SENT_MAX
  const maySave = dirty && !tooLong && !tooMuch

  function save() {
    void mend.send(
      { importId, rows: changed },
      {
        done: ({ errors }) => {
          setEdits({})
          toast(errors === 0 ? 'Saved, and nothing is wrong any more' : 'Saved; some fields are still wrong')
          router.refresh()
        },
      },
    )
  }

  const again = { done: () => router.refresh() }
  return (
    <form
      aria-label="Rows"
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (maySave) save()
      }}
    >
      <AskBeforeLeaving on={dirty} title="Leave without saving?">
        What you changed in the grid is not saved yet, and would be lost.
      </AskBeforeLeaving>
      <div className="@container w-full overflow-clip rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line">
        <div
          className="relative @table:overflow-x-auto"
          tabIndex={0}
          role="region"
          aria-label="Rows of the file"
        >
          <table
            role="table"
            aria-label="Rows of the file"
            className="block w-full @table:table @table:w-max"
          >
            <thead role="rowgroup" className="sr-only @table:not-sr-only @table:table-header-group">
              <tr role="row" className="border-b border-kumo-line text-left text-sm text-kumo-subtle">
                <th role="columnheader" className="px-3 py-2 font-medium">
                  Row
                </th>
                {columns.map((column) => (
                  <th key={column} role="columnheader" className="px-2 py-2 font-medium">
                    {COLUMN_LABELS[column]}
                  </th>
                ))}
                <th role="columnheader" className="px-3 py-2">
                  <span className="sr-only">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody role="rowgroup" className="block @table:table-row-group">
              {rows.map((each) => {
                const { row, values, faults } = each
                const said = isTwin(each) || each.failure !== null
                return (
                  <Fragment key={row}>
                    <tr
                      role="row"
                      className={cx(
                        'block p-4 align-top @table:table-row @table:p-0',
                        !said && 'border-b border-kumo-hairline',
                      )}
                    >
                      <th
                        role="rowheader"
                        className="block text-left font-medium tabular-nums @table:table-cell @table:px-3 @table:py-3"
                      >
                        <span className="@table:hidden">Row </span>
                        {row}
                      </th>
                      {columns.map((column) => (
                        <td
                          key={column}
                          role="cell"
                          className="block pt-3 @table:table-cell @table:w-48 @table:px-1 @table:py-2"
                        >
                          <GridField
                            id={`${row}-${column}`}
                            label={COLUMN_LABELS[column]}
                            row={row}
                            value={edits[row]?.[column] ?? values[column]}
                            fault={
                              edits[row]?.[column] === undefined
                                ? faults[column]
                                : faultOf(edits[row][column])
                            }
                            readOnly={!hydrated}
                            onChange={(value) =>
                              setEdits((before) => ({
                                ...before,
                                [row]: { ...before[row], [column]: value },
                              }))
                            }
                          />
                        </td>
                      ))}
                      <td role="cell" className="block pt-3 @table:table-cell @table:px-3 @table:py-2">
                        <Button
                          size="sm"
                          variant="ghost"
                          hidden={each.failure !== null}
                          aria-label={`Remove row ${row}`}
                          onClick={() => void remove.send({ importId, rows: [row] }, again)}
                        >
                          Remove
                        </Button>
                      </td>
                    </tr>
                    {said && (
                      <tr role="row" className="block border-b border-kumo-hairline @table:table-row">
                        <td
                          role="cell"
                          colSpan={columns.length + 2}
                          className="block px-4 pb-4 @table:table-cell @table:px-3 @table:pb-3"
                        >
                          {each.failure && (
                            <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
                              <p>
                                <span className="text-kumo-danger">Not created:</span> {each.failure.reason}{' '}
                                <TextLink href={`/onboarding/runs/${each.failure.runId}`}>
                                  Open the run
                                </TextLink>
                              </p>
                              <Button
                                size="sm"
                                onClick={() => void rerun.send({ importId, rows: [row] }, again)}
                              >
                                Run again as it is
                              </Button>
                            </div>
                          )}
                          <Twins {...each}>
                            {!each.confirmed && (
                              <Button
                                size="sm"
                                onClick={() => void confirm.send({ importId, rows: [row] }, again)}
                              >
                                Create it anyway
                              </Button>
                            )}
                          </Twins>
                        </td>
                      </tr>
                    )}
                  </Fragment>
                )
              })}
            </tbody>
          </table>
        </div>
      </div>
      <FormError error={mend.error} deed="The rows were saved" refresh />
      <FormError error={confirm.error ?? remove.error ?? rerun.error} deed="The row was changed" refresh />
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton command={mend} disabled={!maySave}>
          Save and check again
        </SubmitButton>
        <p role="status" className="text-sm text-kumo-subtle">
          {dirty && (changed.length === 1 ? '1 row changed' : `${changed.length} rows changed`)}
          {tooMuch &&
            !tooLong &&
            '. That is more than can be saved at once: take some of it back, save, and enter it then.'}
        </p>
      </div>
    </form>
  )
}

/** What a request can hold is a megabyte. */
const SENT_MAX = 300_000

const columnsOf = (cells: Partial<ImportValues> = {}) => Object.keys(cells) as ImportColumn[]

const faultOf = (value: string) =>
  value.length > FIELD_MAX
    ? `A field can have at most ${FIELD_MAX.toLocaleString('en')} characters.`
    : undefined

const isTwin = ({ like, twins, elsewhere }: GridRow) =>
  like.length > 0 || twins.length > 0 || elsewhere !== null

function GridField({
  id,
  label,
  row,
  value,
  fault,
  readOnly,
  onChange,
}: {
  id: string
  label: string
  row: number
  value: string
  fault: string | undefined
  readOnly: boolean
  onChange: (value: string) => void
}) {
  return (
    <>
      <span aria-hidden="true" className="mb-1 block text-sm text-kumo-subtle @table:hidden">
        {label}
      </span>
      <InputArea
        aria-label={`${label}, row ${row}`}
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? `${id}-fault` : undefined}
        rows={1}
        spellCheck={false}
        readOnly={readOnly}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={cx('field-sizing-content max-h-32 min-h-9 w-full py-1.5 @table:w-48', FIELD)}
      />
      {fault && (
        <p id={`${id}-fault`} className="mt-1 text-sm wrap-anywhere text-kumo-danger @table:w-48">
          {fault}
        </p>
      )}
    </>
  )
}

/** Who is like a row's customer. */
function Twins({ like, twins, elsewhere, confirmed, children }: GridRow & { children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
      <ul className="space-y-1">
        {like.map((each) => (
          <li key={JSON.stringify(each)}>
            <Known {...each} />
          </li>
        ))}
        {twins.length > 0 && (
          <li>
            {twins.length === 1 ? 'Row' : 'Rows'} {twins.join(', ')} of this file{' '}
            {twins.length === 1 ? 'is' : 'are'} for the same customer, or{' '}
            {twins.length === 1 ? 'has' : 'have'} one of the domains.
          </li>
        )}
        {elsewhere && (
          <li>
            The same customer is in{' '}
            <TextLink href={`/onboarding/imports/${elsewhere.importId}`}>another import</TextLink>, row{' '}
            {elsewhere.row}.
          </li>
        )}
      </ul>
      {confirmed ? <span className="text-kumo-subtle">It is created anyway.</span> : children}
    </div>
  )
}

function Known(like: Like) {
  const link =
    like.kind === 'account' ? (
      <TextLink href={`/accounts/${like.accountId}`}>{like.name}</TextLink>
    ) : (
      <TextLink href={`/onboarding/runs/${like.runId}`}>{like.name}</TextLink>
    )
  if (like.domain)
    return (
      <>
        {like.domain} is in {like.kind === 'run' && 'the run of '}
        {link}.
      </>
    )
  return like.kind === 'account' ? <>The account {link} has this name.</> : <>{link} is being made.</>
}
