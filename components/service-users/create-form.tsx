'use client'
import { useEffect, useRef, useState, type FormEvent } from 'react'
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
import { useDraft } from '@/components/ui/use-draft'
import { useFaultFocus } from '@/components/ui/use-fault-focus'
import { noAnswer, type ErrorView, type FieldErrors } from '@/lib/core/errors'
import { ADMINISTRATOR, EMAIL_MAX } from '@/lib/members/schema'
import { confirmKeySaved, createServiceUser } from '@/lib/service-users/actions'
import {
  CreateServiceUser,
  ServiceUserDraft,
  type CreateServiceUserAnswer,
  type Membership,
  type ServiceUserForm,
} from '@/lib/service-users/schema'
import { RetryMembership } from './retry-membership'

type Sent = CreateServiceUserAnswer | { status: 'no-answer' }

/** Creates a service user for an account and shows its API key, once. One opened form makes at most one. */
export function CreateServiceUserForm({
  formKey,
  form: { account, roles: offered, earlier },
}: {
  formKey: string
  form: ServiceUserForm
}) {
  const [start] = useState(() => offered.choices.filter(({ id }) => id === ADMINISTRATOR).map(({ id }) => id))
  const [email, setEmail] = useState('')
  const [roles, setRoles] = useState(start)
  /** How often the form was refused: what is wrong is told from then on, and as it changes. */
  const [refused, setRefused] = useState(0)
  /** What the server alone finds wrong, with the fields as they were sent. */
  const [faults, setFaults] = useState<FieldErrors>({})
  const [error, setError] = useState<ErrorView | null>(null)
  const [pending, setPending] = useState(false)
  const [sent, setSent] = useState<Sent | null>(earlier ? { status: 'earlier' } : null)
  const node = useFaultFocus(refused)
  useStayFor('The API key', pending)

  const input = { formKey, accountId: account.id, email: email.trim(), roles }
  const problems = problemsOf(input)
  const errors = { ...faults, ...(refused > 0 && problems) }

  const untouched = email === '' && roles === start
  useDraft(`create-service-user:${account.id}`, sent || untouched ? null : { email, roles }, (kept) => {
    const draft = ServiceUserDraft.safeParse(kept).data
    if (!draft) return
    setEmail(draft.email)
    setRoles(draft.roles.filter((role) => offered.choices.some(({ id }) => id === role)))
  })

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (pending) return
    setError(null)
    setFaults({})
    if (Object.keys(problems).length > 0) return setRefused(refused + 1)
    setPending(true)
    try {
      const answer = await createServiceUser(input)
      if (answer.ok) setSent(answer.data)
      else {
        setError(answer.error)
        setFaults(answer.error.fields)
        setRefused(refused + 1)
      }
    } catch {
      setSent({ status: 'no-answer' })
    } finally {
      setPending(false)
    }
  }

  if (sent?.status === 'created')
    return (
      <Created
        id={formKey}
        email={email.trim()}
        accountName={account.name ?? account.id}
        apiKey={sent.apiKey}
        membership={sent.membership}
      />
    )
  if (sent) return <Lost status={sent.status} email={earlier?.email ?? email.trim()} accountId={account.id} />

  return (
    <form
      ref={node}
      aria-label="Create Service User"
      noValidate
      onSubmit={submit}
      className="max-w-3xl space-y-6"
    >
      <Card title="Service user">
        <TextField
          label="Email"
          inputMode="email"
          hint={`At most ${EMAIL_MAX} characters, and not used anywhere else at Cloudflare. An address at your own domain that names the customer works best.`}
          value={email}
          onChange={(event) => {
            setEmail(event.target.value)
            setFaults({})
          }}
          error={errors.email}
          spellCheck={false}
        />
      </Card>
      <Card
        title="Access"
        description="What it may do in this account. It is added as a member right after it is created."
      >
        <ChoiceList
          label="Roles"
          hint={offered.complete ? undefined : notAll('roles')}
          choices={offered.choices.map(({ id, name, description }) => ({
            value: id,
            label: name,
            description,
          }))}
          value={roles}
          onChange={(roles) => {
            setRoles(roles)
            setFaults({})
          }}
          error={errors.roles}
        />
      </Card>
      <Notice title="The API key is shown once">
        You see it right after this and never again, neither here nor at Cloudflare. Have a place ready to
        store it.
      </Notice>
      <FormError error={error} deed="The service user was created" />
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton pending={pending}>Create Service User</SubmitButton>
        <ButtonLink href="/service-users" variant="ghost">
          Cancel
        </ButtonLink>
      </div>
    </form>
  )
}

function problemsOf(input: CreateServiceUser): FieldErrors {
  const problems: FieldErrors = {}
  for (const { path, message } of CreateServiceUser.safeParse(input).error?.issues ?? [])
    problems[path.join('.')] ??= message
  return problems
}

function Created({
  id,
  email,
  accountName,
  apiKey,
  membership,
}: {
  id: string
  email: string
  accountName: string
  apiKey: string
  membership: Membership
}) {
  const router = useRouter()
  const [joined, setJoined] = useState(membership)
  const [error, setError] = useState<ErrorView | null>(null)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])

  async function done() {
    setError(null)
    try {
      const answer = await confirmKeySaved({ id })
      if (!answer.ok) return setError(answer.error)
      toast(`${email} was created`)
      router.arrive('/service-users')
      router.refresh()
    } catch {
      setError(NOT_NOTED)
    }
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
          <SecretOnce label="API key" value={apiKey} done="Done" onDone={() => void done()} />
          <FormError error={error} deed="The key was noted as saved" />
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

const NOT_NOTED = noAnswer('Tenantdesk did not answer. The key is still above: try again.')
