'use client'
import { useEffect, useRef, useState } from 'react'
import { Controller } from 'react-hook-form'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { ChoiceList } from '@/components/ui/choice-list'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { useStayFor } from '@/components/ui/leaving'
import { useRouter } from '@/components/ui/link'
import { notAll } from '@/components/ui/not-all'
import { Notice } from '@/components/ui/notice'
import { SecretOnce } from '@/components/ui/secret-once'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { ADMINISTRATOR, EMAIL_MAX } from '@/lib/members/constants'
import { confirmKeySaved, createServiceUser } from '@/lib/service-users/actions'
import type { CreateServiceUserAnswer, Membership, ServiceUserForm } from '@/lib/service-users/schema'
import { RetryMembership } from './retry-membership'

type Fields = { email: string; roles: string[] }
type Sent = CreateServiceUserAnswer | { status: 'no-answer' }

/** Creates a service user for an account and shows its API key, once. One opened form makes at most one. */
export function CreateServiceUserForm({
  formKey,
  form: { account, roles: offered, earlier },
  wanted,
  back = '/service-users',
}: {
  formKey: string
  form: ServiceUserForm
  /** What is known already of the one that is wanted. */
  wanted?: Fields
  /** Where it was asked for. */
  back?: string
}) {
  const [start] = useState(
    (): Fields =>
      wanted ?? {
        email: '',
        roles: offered.choices.filter(({ id }) => id === ADMINISTRATOR).map(({ id }) => id),
      },
  )
  const [email, setEmail] = useState('')
  const [sent, setSent] = useState<Sent | null>(earlier ? { status: 'earlier' } : null)
  const command = useCommand(createServiceUser)
  useStayFor('The API key', command.pending)
  const form = useCommandForm<Fields>({
    command,
    start,
    schema: async () => (await import('@/lib/service-users/schema')).ServiceUserFields,
    mode: 'onSubmit',
    draft: {
      name: `create-service-user:${wanted ? formKey : account.id}`,
      idle: ({ email, roles }) =>
        sent !== null || (email === start.email && String(roles) === String(start.roles)),
      restore: ({ roles, ...kept }) => ({
        ...kept,
        roles: roles?.filter((role) => offered.choices.some(({ id }) => id === role)),
      }),
    },
    onValid: submit,
  })

  function submit(fields: Fields) {
    setEmail(fields.email)
    const told = (answer: Sent) => {
      form.forgetDraft()
      setSent(answer)
    }
    void command.send(
      { formKey, accountId: account.id, ...fields },
      { done: told, refused: ({ code }) => code === 'unknown' && told({ status: 'no-answer' }) },
    )
  }

  if (sent?.status === 'created')
    return (
      <Created
        id={formKey}
        email={email}
        accountName={account.name ?? account.id}
        apiKey={sent.apiKey}
        membership={sent.membership}
        back={back}
      />
    )
  if (sent) return <Lost status={sent.status} email={earlier?.email ?? email} accountId={account.id} />

  return (
    <form {...form.attributes} aria-label="Create Service User" className="max-w-3xl space-y-6">
      <Card title="Service user">
        <TextField
          label="Email"
          inputMode="email"
          hint={`At most ${EMAIL_MAX} characters, and not used anywhere else at Cloudflare. An address at your own domain that names the customer works best.`}
          spellCheck={false}
          {...form.field('email')}
        />
      </Card>
      <Card
        title="Access"
        description="What it may do in this account. It is added as a member right after it is created."
      >
        <Controller
          control={form.control}
          name="roles"
          render={({ field }) => (
            <ChoiceList
              label="Roles"
              hint={offered.complete ? undefined : notAll('roles')}
              choices={offered.choices.map(({ id, name, description }) => ({
                value: id,
                label: name,
                description,
              }))}
              value={field.value}
              onChange={field.onChange}
              error={form.errors.roles}
            />
          )}
        />
      </Card>
      <Notice title="The API key is shown once">
        You see it right after this and never again, neither here nor at Cloudflare. Have a place ready to
        store it.
      </Notice>
      <FormError error={command.error} deed="The service user was created" />
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton command={command}>Create Service User</SubmitButton>
        <ButtonLink href={back} variant="ghost">
          Cancel
        </ButtonLink>
      </div>
    </form>
  )
}

function Created({
  id,
  email,
  accountName,
  apiKey,
  membership,
  back,
}: {
  id: string
  email: string
  accountName: string
  apiKey: string
  membership: Membership
  back: string
}) {
  const router = useRouter()
  const [joined, setJoined] = useState(membership)
  const note = useCommand(confirmKeySaved, {
    unanswered: 'Tenantdesk did not answer. The key is still above: try again.',
  })
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])

  function done() {
    toast(`${email} was created`)
    router.arrive(back)
    router.refresh()
  }

  return (
    <div ref={box} tabIndex={-1} className="max-w-3xl space-y-6 outline-none">
      {joined.there ? (
        <Notice tone="success" title={`${email} was created`}>
          It is a member of {accountName}.
        </Notice>
      ) : (
        <Notice
          tone="warning"
          title={
            joined.effect === 'unknown'
              ? `${email} was created. It is not known whether it is a member of ${accountName}`
              : `${email} was created, but is not a member of ${accountName}`
          }
          actions={
            <RetryMembership
              id={id}
              email={email}
              accountName={accountName}
              onJoined={() => setJoined({ there: true })}
            />
          }
        >
          {joined.message}
        </Notice>
      )}
      <Card title="API key" description={`For ${email}. It can do everything this user can do.`}>
        <div className="flex flex-col gap-4">
          <SecretOnce
            label="API key"
            value={apiKey}
            done="Done"
            onDone={() => void note.send({ id }, { done })}
          />
          <FormError error={note.error} deed="The key was noted as saved" />
        </div>
      </Card>
    </div>
  )
}

const LOST: Record<'unknown' | 'no-answer' | 'earlier', { title: string; says: string }> = {
  unknown: {
    title: 'It is not known whether the service user was created',
    says: 'Cloudflare’s answer was lost, and its API has no way to look up a service user. If it was created, its API key is lost: it was in that answer, and Cloudflare does not show it again.',
  },
  'no-answer': {
    title: 'Tenantdesk did not answer',
    says: 'It is not known whether the service user was created. If it was, its API key is lost: it was in that answer, and nobody can show it again. The list of service users shows what Tenantdesk knows.',
  },
  earlier: {
    title: 'This form was already sent',
    says: 'One form creates one service user. Its API key was shown once, when the form was sent; if it was not saved, it is lost.',
  },
}

function Lost({ status, email, accountId }: { status: keyof typeof LOST; email: string; accountId: string }) {
  const { title, says } = LOST[status]
  return (
    <div className="max-w-3xl">
      <Notice
        tone="warning"
        role="alert"
        title={title}
        actions={
          <>
            <ButtonLink href={`/service-users/new?account=${encodeURIComponent(accountId)}`}>
              Create another with a new email
            </ButtonLink>
            <ButtonLink href="/service-users" variant="ghost">
              See the service users
            </ButtonLink>
          </>
        }
      >
        <p>{says}</p>
        <p className="mt-2">
          Use another email address for a new one; to have <strong>{email}</strong> removed or its key
          replaced, ask Cloudflare Support or your Cloudflare partner manager.
        </p>
      </Notice>
    </div>
  )
}
