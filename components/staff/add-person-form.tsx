'use client'
import { useState, type FormEvent } from 'react'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { useStayFor } from '@/components/ui/leaving'
import { useRouter } from '@/components/ui/link'
import { RadioCards } from '@/components/ui/radio-cards'
import { SecretOnce } from '@/components/ui/secret-once'
import { SubmitButton } from '@/components/ui/submit-button'
import { useAct } from '@/components/ui/use-act'
import { useFaultFocus } from '@/components/ui/use-fault-focus'
import type { Role } from '@/lib/auth/permissions'
import { addPerson } from '@/lib/staff/actions'
import { LINK_HOURS } from '@/lib/staff/terms'
import type { NewLink } from '@/lib/staff/schema'
import { ROLE_OPTIONS } from './words'

type Added = NewLink & { staffId: string; name: string }

/** Adds a person, then shows their link this one time. */
export function AddPersonForm() {
  const router = useRouter()
  const [added, setAdded] = useState<Added | null>(null)
  const { act, pending, error } = useAct()
  const form = useFaultFocus(error)
  useStayFor('The one-time link', pending)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const entered = new FormData(event.currentTarget)
    const name = String(entered.get('name'))
    const input = { name, email: String(entered.get('email')), role: entered.get('role') as Role }
    if (!pending)
      act(
        () => addPerson(input),
        (answer) => setAdded({ ...answer, name }),
      )
  }

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
  const { name, email, role } = error?.fields ?? {}
  return (
    <form ref={form} onSubmit={submit} method="post" noValidate className="max-w-3xl">
      <Card>
        <div className="space-y-5">
          <TextField label="Name" name="name" error={name} autoFocus />
          <TextField
            label="Email"
            name="email"
            type="email"
            hint="They sign in with it. Nothing is sent to it."
            error={email}
          />
          <RadioCards label="Role" name="role" options={ROLE_OPTIONS} defaultValue="support" error={role} />
          <FormError error={name || email || role ? null : error} deed="The person was added" />
          <div className="flex flex-wrap gap-2">
            <SubmitButton pending={pending}>Add person</SubmitButton>
            <ButtonLink href="/staff" variant="ghost">
              Cancel
            </ButtonLink>
          </div>
        </div>
      </Card>
    </form>
  )
}
