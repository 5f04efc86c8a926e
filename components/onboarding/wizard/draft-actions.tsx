'use client'
import { useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { SelectField, TextField } from '@/components/ui/form-field'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { discardDraft, duplicateDraft, renameDraft, saveTemplate } from '@/lib/onboarding/actions'
import type { TemplateRow } from '@/lib/onboarding/draft-schema'

/** What can be done with a draft as a whole. */
export function DraftActions({
  draftId,
  title,
  templates,
  isSaved,
  onRenamed,
}: {
  draftId: string
  title: string
  templates: TemplateRow[] | null
  /** Else what was typed last would be missing from a copy. */
  isSaved: boolean
  onRenamed: (title: string) => void
}) {
  const router = useRouter()
  const duplicate = useCommand(duplicateDraft)
  return (
    <>
      <Rename draftId={draftId} title={title} onRenamed={onRenamed} />
      <Button
        disabled={!isSaved || duplicate.pending}
        onClick={() =>
          void duplicate.send(
            { draftId },
            {
              done: ({ draftId: copy }) => {
                toast(`${title} was duplicated`)
                router.push(`/onboarding/drafts/${copy}/customer`)
              },
              refused: ({ message }) =>
                toast('The draft was not duplicated', { tone: 'danger', detail: message }),
            },
          )
        }
      >
        Duplicate
      </Button>
      {templates && <SaveAsTemplate draftId={draftId} templates={templates} isSaved={isSaved} />}
      <ConfirmButton
        label="Discard"
        variant="secondary-destructive"
        title={`Discard ${title}?`}
        confirm="Discard draft"
        action={discardDraft}
        input={{ draftId }}
        deed="The draft was discarded"
        said={`${title} was discarded`}
        onDone={() => router.arrive('/onboarding')}
      >
        <p>Everything entered here is removed, for your colleagues too. Nothing was sent to Cloudflare.</p>
      </ConfirmButton>
    </>
  )
}

function Rename({
  draftId,
  title,
  onRenamed,
}: {
  draftId: string
  title: string
  onRenamed: (title: string) => void
}) {
  const [text, setText] = useState<string | null>(null)
  const command = useCommand(renameDraft)
  return (
    <>
      <Button onClick={() => setText(title)}>Rename</Button>
      <ConfirmDialog
        open={text !== null}
        onOpenChange={() => {
          setText(null)
          command.clear()
        }}
        title="Rename the draft"
        confirm="Rename"
        command={command}
        deed="The draft was renamed"
        onConfirm={() =>
          void command.send(
            { draftId, title: text ?? '' },
            {
              done: () => {
                onRenamed((text ?? '').trim())
                setText(null)
              },
            },
          )
        }
      >
        <TextField
          label="Name of the draft"
          hint="For your team only. The account is named by Account Name."
          value={text ?? ''}
          error={command.error?.fields.title}
          onChange={(event) => setText(event.target.value)}
        />
      </ConfirmDialog>
    </>
  )
}

function SaveAsTemplate({
  draftId,
  templates,
  isSaved,
}: {
  draftId: string
  templates: TemplateRow[]
  isSaved: boolean
}) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [form, setForm] = useState({ templateId: '', name: '', description: '' })
  const command = useCommand(saveTemplate)
  const fields = command.error?.fields ?? {}
  return (
    <>
      <Button disabled={!isSaved} onClick={() => setOpen(true)}>
        Save as template
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          command.clear()
        }}
        title="Save as template"
        confirm="Save template"
        command={command}
        deed="The template was saved"
        onConfirm={() =>
          void command.send(
            { draftId, ...form, templateId: form.templateId || null },
            {
              done: () => {
                setOpen(false)
                toast(`The template ${form.name.trim()} was saved`)
                router.refresh()
              },
            },
          )
        }
      >
        <p>
          It keeps the unit, the account type, roles, plans and subscriptions, and nothing of this customer:
          no name, Know-Your-Customer data, email address or domain.
        </p>
        {templates.length > 0 && (
          <SelectField
            label="Template"
            value={form.templateId}
            onChange={({ target }) => {
              const found = templates.find(({ id }) => id === target.value)
              setForm({
                templateId: target.value,
                name: found?.name ?? '',
                description: found?.description ?? '',
              })
            }}
          >
            <option value="">A new one</option>
            {templates.map(({ id, name }) => (
              <option key={id} value={id}>
                In the place of {name}
              </option>
            ))}
          </SelectField>
        )}
        <TextField
          label="Name"
          hint="Such as: Shop, Business plan, two admins"
          value={form.name}
          error={fields.name}
          onChange={({ target }) => setForm({ ...form, name: target.value })}
        />
        <TextField
          label="Description"
          optional
          value={form.description}
          error={fields.description}
          onChange={({ target }) => setForm({ ...form, description: target.value })}
        />
        {form.templateId && <p>Drafts and runs that were begun with it stay as they are.</p>}
      </ConfirmDialog>
    </>
  )
}
