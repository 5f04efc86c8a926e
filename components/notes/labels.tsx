'use client'
import { XIcon } from '@phosphor-icons/react/dist/ssr/X'
import { useId } from 'react'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { addAlias, addTag, removeAlias, removeTag } from '@/lib/notes/actions'
import type { LabelKind } from '@/lib/notes/constants'
import type { LabelView } from '@/lib/notes/schema'

const KINDS = {
  tag: {
    add: addTag,
    remove: removeTag,
    title: 'Tags',
    one: 'tag',
    none: 'No tags yet.',
    hint: undefined,
    schema: async () => (await import('@/lib/notes/schema')).AddTag.pick({ name: true }),
  },
  alias: {
    add: addAlias,
    remove: removeAlias,
    title: 'Aliases',
    one: 'alias',
    none: 'No aliases yet.',
    hint: 'What else the customer is called: an old name, a brand, a project.',
    schema: async () => (await import('@/lib/notes/schema')).AddAlias.pick({ name: true }),
  },
}

type Of = { kind: LabelKind; accountId: string }

/** The tags, or the other names, of an account: to read, and for who may to add and take away. */
export function Labels({
  kind,
  accountId,
  labels,
  suggestions = [],
  mayChange,
}: Of & { labels: LabelView[]; suggestions?: string[]; mayChange: boolean }) {
  const { title, hint, none } = KINDS[kind]
  return (
    <section aria-label={title} className="space-y-3">
      <header>
        <h3 className="text-sm font-medium">{title}</h3>
        {hint && <p className="text-sm text-kumo-subtle">{hint}</p>}
      </header>
      {labels.length === 0 ? (
        <p className="text-kumo-subtle">{none}</p>
      ) : (
        <ul className="flex flex-wrap gap-2">
          {labels.map((label) => (
            <li
              key={label.id}
              className="inline-flex max-w-full items-center gap-1 rounded-full bg-kumo-fill py-0.5 pr-1 pl-3 text-sm last:pr-3 has-[button]:pr-1"
            >
              <bdi className="min-w-0 wrap-anywhere">{label.name}</bdi>
              {mayChange && <Remove kind={kind} accountId={accountId} label={label} />}
            </li>
          ))}
        </ul>
      )}
      {mayChange && <Add kind={kind} accountId={accountId} suggestions={suggestions} />}
    </section>
  )
}

function Remove({ kind, accountId, label: { id, name } }: Of & { label: LabelView }) {
  const router = useRouter()
  const { one, remove } = KINDS[kind]
  const command = useCommand(remove)
  const busy = command.pending || command.waiting
  return (
    <button
      type="button"
      aria-label={`Remove the ${one} ${name}`}
      aria-disabled={busy || undefined}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-full text-kumo-subtle hover:bg-kumo-tint hover:text-kumo-default aria-disabled:opacity-50"
      onClick={() =>
        void command.send(
          { accountId, labelId: id },
          {
            done: () => {
              toast(`The ${one} ${name} was removed`)
              router.refresh()
            },
            gone: () => router.refresh(),
            refused: ({ message }) =>
              toast(`The ${one} ${name} was not removed`, { detail: message, tone: 'danger' }),
          },
        )
      }
    >
      <XIcon size={14} aria-hidden="true" />
    </button>
  )
}

function Add({ kind, accountId, suggestions }: Of & { suggestions: string[] }) {
  const router = useRouter()
  const list = useId()
  const { one, add, schema } = KINDS[kind]
  const command = useCommand(add)
  const form = useCommandForm<{ name: string }>({
    command,
    start: { name: '' },
    schema,
    mode: 'onSubmit',
    onValid: ({ name }) =>
      void command.send(
        { accountId, name },
        {
          done: () => {
            form.reset({ name: '' })
            toast(`The ${one} ${name} was added`)
            router.refresh()
          },
        },
      ),
  })
  return (
    <form {...form.attributes} aria-label={`Add a ${one}`} className="space-y-3">
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            label={`New ${one}`}
            list={suggestions.length > 0 ? list : undefined}
            {...form.field('name')}
          />
        </div>
        <SubmitButton command={command} variant="secondary">
          Add {one}
        </SubmitButton>
      </div>
      {suggestions.length > 0 && (
        <datalist id={list}>
          {suggestions.map((tag) => (
            <option key={tag} value={tag} />
          ))}
        </datalist>
      )}
      <FormError error={form.shown ? null : command.error} deed={`The ${one} was added`} />
    </form>
  )
}
