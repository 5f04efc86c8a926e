'use client'
import { useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { TextField } from '@/components/ui/form-field'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { deleteTemplate, renameTemplate } from '@/lib/onboarding/actions'
import type { TemplateRow } from '@/lib/onboarding/draft-schema'

type Of = { template: Pick<TemplateRow, 'id' | 'name' | 'description'> }

/** What it gives is changed by a draft that is saved in its place. */
export function TemplateActions({ template: { id, name, description } }: Of) {
  return (
    <>
      <Rename template={{ id, name, description }} />
      <ConfirmButton
        label="Delete"
        size="sm"
        variant="secondary-destructive"
        title={`Delete the template ${name}?`}
        confirm="Delete template"
        action={deleteTemplate}
        input={{ templateId: id }}
        deed="The template was deleted"
        said={`${name} was deleted`}
      >
        <p>Drafts and runs that were begun with it stay as they are.</p>
      </ConfirmButton>
    </>
  )
}

function Rename({ template: { id, name, description } }: Of) {
  const router = useRouter()
  const [form, setForm] = useState<{ name: string; description: string } | null>(null)
  const command = useCommand(renameTemplate)
  const fields = command.error?.fields ?? {}
  return (
    <>
      <Button size="sm" onClick={() => setForm({ name, description })}>
        Rename
      </Button>
      <ConfirmDialog
        open={form !== null}
        onOpenChange={() => {
          setForm(null)
          command.clear()
        }}
        title={`Rename the template ${name}`}
        confirm="Rename"
        command={command}
        deed="The template was renamed"
        onConfirm={() =>
          form &&
          void command.send(
            { templateId: id, ...form },
            {
              done: () => {
                setForm(null)
                toast('The template was renamed')
                router.refresh()
              },
            },
          )
        }
      >
        <TextField
          label="Name"
          value={form?.name ?? ''}
          error={fields.name}
          onChange={({ target }) => form && setForm({ ...form, name: target.value })}
        />
        <TextField
          label="Description"
          optional
          value={form?.description ?? ''}
          error={fields.description}
          onChange={({ target }) => form && setForm({ ...form, description: target.value })}
        />
      </ConfirmDialog>
    </>
  )
}
