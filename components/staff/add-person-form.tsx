'use client'
import { useState } from 'react'
import { Controller } from 'react-hook-form'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { useStayFor } from '@/components/ui/leaving'
import { useRouter } from '@/components/ui/link'
import { RadioCards } from '@/components/ui/radio-cards'
import { SecretOnce } from '@/components/ui/secret-once'
import { SubmitButton } from '@/components/ui/submit-button'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import type { Role } from '@/lib/auth/permissions'
import { addPerson } from '@/lib/staff/actions'
import { LINK_HOURS } from '@/lib/staff/constants'
import type { NewLink } from '@/lib/staff/schema'
import { ROLE_OPTIONS } from './labels'

type NewPerson = { name: string; email: string; role: Role }
type Added = NewLink & { staffId: string; name: string }

/** Adds a person, then shows their link this one time. */
export function AddPersonForm() {
  const router = useRouter()
  const [added, setAdded] = useState<Added | null>(null)
  const command = useCommand(addPerson, {
    unanswered:
      'Tenantdesk did not answer. Check the list of staff; if the person is not there, add them again.',
  })
  const form = useCommandForm<NewPerson>({
    command,
    start: { name: '', email: '', role: 'support' },
    schema: async () => (await import('@/lib/staff/schema')).AddPerson,
    mode: 'onSubmit',
    draft: { name: 'add-person', idle: () => added !== null },
    onValid: (person) =>
      void command.send(person, {
        done: (answer) => {
          form.forgetDraft()
          setAdded({ ...answer, name: person.name })
        },
      }),
  })
  useStayFor('The one-time link', command.pending)

  if (added)
    return (
      <div className="max-w-3xl">
        <Card title={`${added.name} is added`}>
          <p className="mb-4 max-w-prose">
            Give them this link. They can use it to choose their password within {LINK_HOURS} hours; after
            that it stops working.
          </p>
          <SecretOnce
            label="One-time link"
            value={added.url}
            done="Done"
            onDone={() => router.push(`/staff/${added.staffId}`)}
          />
        </Card>
      </div>
    )
  return (
    <form {...form.attributes} className="max-w-3xl">
      <Card>
        <div className="space-y-5">
          <TextField label="Name" autoFocus {...form.field('name')} />
          <TextField
            label="Email"
            type="email"
            hint="They sign in with it. Nothing is sent to it."
            {...form.field('email')}
          />
          <Controller
            control={form.control}
            name="role"
            render={({ field }) => (
              <RadioCards label="Role" options={ROLE_OPTIONS} error={form.errors.role} {...field} />
            )}
          />
          <FormError error={form.shown ? null : command.error} deed="The person was added" />
          <div className="flex flex-wrap gap-2">
            <SubmitButton command={command}>Add person</SubmitButton>
            <ButtonLink href="/staff" variant="ghost">
              Cancel
            </ButtonLink>
          </div>
        </div>
      </Card>
    </form>
  )
}
