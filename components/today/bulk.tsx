'use client'
import { useState, type ReactNode } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import type { Deed } from '@/components/ui/deed'
import { SelectField, TextArea, TextField } from '@/components/ui/form-field'
import { useRouter } from '@/components/ui/link'
import { RadioCards } from '@/components/ui/radio-cards'
import { useSelected } from '@/components/ui/table-controls'
import { toast } from '@/components/ui/toast'
import { useCommand, type Action } from '@/components/ui/use-command'
import { handOverWork, releaseWork, snoozeWork, takeWork, wakeWork } from '@/lib/today/actions'
import { REASON_MAX, SNOOZE_DAYS } from '@/lib/today/constants'
import type { WorkOutcome } from '@/lib/today/schema'

export type Colleague = { id: string; name: string; email: string; me: boolean }

/** What can be done with the entries that are selected. */
export function BulkWork({ colleagues, snoozed }: { colleagues: Colleague[]; snoozed: boolean }) {
  const { ids } = useSelected()
  return (
    <div role="group" aria-label="Selected items" className="flex flex-wrap items-center gap-1">
      <Act
        label="Take"
        deed="The items were taken"
        said="taken"
        action={takeWork}
        start={{}}
        asks="Items that a colleague has stay with them."
      />
      <Act
        label="Hand over…"
        deed="The items were handed over"
        said="handed over"
        action={handOverWork}
        start={{ to: '' }}
        asks={({ to }, set, fields) => (
          <SelectField
            label="To"
            value={to}
            error={fields.to}
            onChange={({ target }) => set({ to: target.value })}
          >
            <option value="">Choose a colleague</option>
            {colleagues.map(({ id, name, email, me }) => (
              <option key={id} value={id}>
                {name} ({me ? 'you' : email})
              </option>
            ))}
          </SelectField>
        )}
      />
      <Act
        label="Release"
        deed="The items were released"
        said="released"
        action={releaseWork}
        start={{}}
        asks="Nobody has them then, whoever has them now."
      />
      {snoozed ? (
        <Act
          label="Wake"
          deed="The items were woken"
          said="woken"
          action={wakeWork}
          start={{}}
          asks="They are on the list again. What was snoozed for all of a kind of a customer is woken as a whole."
        />
      ) : (
        <Act
          label="Snooze…"
          deed="The items were snoozed"
          said="snoozed"
          action={snoozeWork}
          start={{ scope: 'entries' as 'entries' | 'kind', reason: '', days: '7' }}
          asks={({ scope, reason, days }, set, fields) => (
            <>
              <TextArea
                label="Reason"
                value={reason}
                counter={REASON_MAX}
                error={fields.reason}
                onChange={({ target }) => set({ reason: target.value })}
              />
              <TextField
                label="Days"
                hint={`At most ${SNOOZE_DAYS}. Then it is on the list again, unless it is done.`}
                inputMode="numeric"
                value={days}
                error={fields.days}
                onChange={({ target }) => set({ days: target.value })}
              />
              <RadioCards
                label="What"
                columns={1}
                value={scope}
                onChange={(value) => set({ scope: value })}
                options={[
                  { value: 'entries', label: 'Only these items' },
                  {
                    value: 'kind',
                    label: 'This kind for this customer',
                    description: 'Also what comes of the same kind and customer until then.',
                  },
                ]}
              />
            </>
          )}
        />
      )}
      {ids.length === 0 && <p className="pl-2 text-sm text-kumo-subtle">Select items first.</p>}
    </div>
  )
}

/** An act on what is selected, which is asked for with what else it needs. `start`: that, before anything is typed. */
function Act<Form extends object>({
  label,
  deed,
  said,
  action,
  start,
  asks,
}: {
  label: string
  deed: Deed
  /** What they are then. */
  said: string
  action: Action<{ ids: string[] } & Form, WorkOutcome>
  start: Form
  asks:
    | string
    | ((form: Form, set: (changes: Partial<Form>) => void, fields: Record<string, string>) => ReactNode)
}) {
  const router = useRouter()
  const { ids, clear } = useSelected()
  const [form, setForm] = useState<Form | null>(null)
  const [left, setLeft] = useState<string[]>([])
  const command = useCommand(action)
  const verb = label.replace('…', '')

  function settle(outcome: WorkOutcome) {
    toast(`${count(outcome.done)} ${said}`)
    setLeft(outcome.left)
    if (outcome.left.length === 0) {
      setForm(null)
      clear()
    }
    router.refresh()
  }

  return (
    <>
      <Button size="sm" variant="secondary" disabled={ids.length === 0} onClick={() => setForm(start)}>
        {label}
      </Button>
      <ConfirmDialog
        open={form !== null}
        onOpenChange={() => {
          setForm(null)
          setLeft([])
          command.clear()
        }}
        title={`${verb} ${count(ids.length)}`}
        confirm={verb}
        command={command}
        deed={deed}
        onConfirm={() => form && void command.send({ ids, ...form }, { done: settle })}
      >
        {typeof asks === 'string' ? (
          <p>{asks}</p>
        ) : (
          form && (
            <div className="space-y-4">
              {asks(form, (changes) => setForm({ ...form, ...changes }), command.error?.fields ?? {})}
            </div>
          )
        )}
        {left.length > 0 && (
          <ul role="alert" className="list-disc space-y-1 pl-5">
            {left.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        )}
      </ConfirmDialog>
    </>
  )
}

const count = (number: number) => (number === 1 ? '1 item' : `${number} items`)
