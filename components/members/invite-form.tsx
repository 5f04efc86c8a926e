'use client'
import { CheckCircleIcon } from '@phosphor-icons/react/dist/ssr/CheckCircle'
import { CircleIcon } from '@phosphor-icons/react/dist/ssr/Circle'
import { WarningIcon } from '@phosphor-icons/react/dist/ssr/Warning'
import { XCircleIcon } from '@phosphor-icons/react/dist/ssr/XCircle'
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { FormError } from '@/components/ui/form-error'
import { TextArea } from '@/components/ui/form-field'
import { useStayFor } from '@/components/ui/leaving'
import { SubmitButton } from '@/components/ui/submit-button'
import { useDraft } from '@/components/ui/use-draft'
import { useFaultFocus } from '@/components/ui/use-fault-focus'
import { noAnswer, type ErrorView, type FieldErrors } from '@/lib/core/errors'
import { inviteMembers } from '@/lib/members/actions'
import {
  ADMINISTRATOR,
  INVITE_MAX,
  InviteDraft,
  InviteMembers,
  readEmails,
  sameEmail,
  sameGrant,
  type Choices,
  type Grant,
  type InviteResult,
} from '@/lib/members/schema'
import { GrantFields } from './grant-fields'
import { onlyOffered, resultsHeading } from './words'

/** Invites several people at once, with a result for each; what did not work stays in the form to be corrected. */
export function InviteForm({
  accountId,
  roles,
  memberEmails,
  enterprise,
}: {
  accountId: string
  roles: Choices
  memberEmails: string[]
  enterprise: boolean
}) {
  // Non-Enterprise customers are mostly given Administrator (tenant-api §2.5).
  const preselected = enterprise
    ? []
    : roles.choices.filter(({ id }) => id === ADMINISTRATOR).map(({ id }) => id)
  const start: Grant = { kind: 'roles', roles: preselected }
  const [text, setText] = useState('')
  const [grant, setGrant] = useState<Grant>(start)
  /** How often the form was refused: what is wrong is told from then on, and as it changes. */
  const [refused, setRefused] = useState(0)
  /** What the server alone finds wrong, with the fields as they were sent. */
  const [faults, setFaults] = useState<FieldErrors>({})
  const [error, setError] = useState<ErrorView | null>(null)
  const [results, setResults] = useState<InviteResult[]>([])
  const [pending, setPending] = useState(false)
  const form = useFaultFocus(refused)
  useStayFor('The result of each invitation', pending)

  const { emails, repeated, invalid } = readEmails(text)
  const members = new Set([
    ...memberEmails.map(sameEmail),
    ...results.filter(({ status }) => status === 'invited').map(({ email }) => sameEmail(email)),
  ])
  const already = emails.filter((email) => members.has(sameEmail(email)))
  const sendable = emails.filter((email) => !members.has(sameEmail(email)))

  const input = { accountId, emails: sendable, grant }
  const problems = problemsOf(input, invalid, already)
  const errors = { ...faults, ...(refused > 0 && problems) }

  const untouched = text === '' && (results.length > 0 || sameGrant(grant, start))
  useDraft(`invite-members:${accountId}`, untouched ? null : { text, grant }, (kept) => {
    const draft = InviteDraft.safeParse(kept).data
    if (!draft) return
    setText(draft.text)
    setGrant(onlyOffered(draft.grant, roles.choices))
  })

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (pending) return
    setError(null)
    setFaults({})
    if (Object.keys(problems).length > 0) return setRefused(refused + 1)
    setPending(true)
    try {
      const answer = await inviteMembers(input)
      if (answer.ok) settle(answer.data)
      else {
        setError(answer.error)
        setFaults(answer.error.fields)
        setRefused(refused + 1)
      }
    } catch {
      setError(NO_ANSWER)
    } finally {
      setPending(false)
    }
  }

  function settle(now: InviteResult[]) {
    const done = ({ status }: InviteResult) => status === 'invited' || status === 'member'
    const kept = results.filter(
      (old) => done(old) && !now.some(({ email }) => sameEmail(email) === sameEmail(old.email)),
    )
    setRefused(0)
    setResults([...kept, ...now])
    setText(
      now
        .filter((each) => !done(each))
        .map(({ email }) => email)
        .join('\n'),
    )
  }

  return (
    <div className="max-w-4xl space-y-6">
      {results.length > 0 && <Results accountId={accountId} results={results} />}
      <form ref={form} aria-label="Invite members" noValidate onSubmit={submit} className="space-y-6">
        <Card title="People">
          <TextArea
            label="Email addresses"
            hint="One or many: paste a list, separated by commas, semicolons, spaces or line breaks."
            rows={4}
            spellCheck={false}
            autoCapitalize="none"
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setFaults({})
            }}
            error={errors.emails}
            {...(pending && { readOnly: true })}
          />
          <div role="status" className="mt-3 space-y-1 text-sm empty:hidden">
            {sendable.length > INVITE_MAX ? (
              <p className="text-kumo-warning">
                {sendable.length} people, {sendable.length - INVITE_MAX} more than can be invited at once.
              </p>
            ) : (
              emails.length > 0 && (
                <p>{sendable.length === 1 ? '1 person' : `${sendable.length} people`} will be invited.</p>
              )
            )}
            <Remark what="Entered more than once, will be sent once" emails={repeated} />
            <Remark what="Already a member, left out" emails={already} />
            {/* Once something was sent, the error names them. */}
            {!errors.emails && <Remark what="Not an email address" emails={invalid} />}
          </div>
        </Card>
        <Card
          title="Access"
          description={
            enterprise
              ? 'The same for everybody above.'
              : 'The same for everybody above. Administrator is what most customers get.'
          }
        >
          <GrantFields
            accountId={accountId}
            grant={grant}
            onChange={(grant) => {
              setGrant(grant)
              setFaults({})
            }}
            roles={roles}
            start={start}
            errors={errors}
          />
        </Card>
        <FormError error={error} deed="The invitations were sent" />
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton pending={pending}>
            {results.some(({ status }) => status !== 'invited' && status !== 'member')
              ? 'Send again'
              : 'Send invitations'}
          </SubmitButton>
          {/* What is under way cannot be called back. */}
          {pending ? (
            <Button variant="ghost" disabled>
              Cancel
            </Button>
          ) : (
            <ButtonLink href={`/accounts/${accountId}/members`} variant="ghost">
              {results.length > 0 ? 'Back to members' : 'Cancel'}
            </ButtonLink>
          )}
          <p role="status" className="text-kumo-subtle empty:hidden">
            {pending &&
              (sendable.length === 1
                ? 'Sending the invitation…'
                : `Sending ${sendable.length} invitations, one after another…`)}
          </p>
        </div>
      </form>
    </div>
  )
}

function Remark({ what, emails }: { what: string; emails: string[] }) {
  if (emails.length === 0) return null
  return (
    <p className="wrap-anywhere text-kumo-warning">
      {what}: {emails.join(', ')}
    </p>
  )
}

const STATES: Record<InviteResult['status'], { says: string; icon: ReactNode }> = {
  invited: {
    says: 'Invited',
    icon: <CheckCircleIcon size={20} weight="fill" className="text-kumo-success" />,
  },
  member: {
    says: 'Left out',
    icon: <CheckCircleIcon size={20} weight="fill" className="text-kumo-subtle" />,
  },
  failed: { says: 'Not invited', icon: <XCircleIcon size={20} weight="fill" className="text-kumo-danger" /> },
  unknown: { says: 'Not known', icon: <WarningIcon size={20} weight="fill" className="text-kumo-warning" /> },
  unsent: { says: 'Not sent', icon: <CircleIcon size={20} className="text-kumo-subtle" /> },
}

function Results({ accountId, results }: { accountId: string; results: InviteResult[] }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [results])
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <Card
        title={resultsHeading(results)}
        actions={<ButtonLink href={`/accounts/${accountId}/members`}>See the members</ButtonLink>}
      >
        <ul aria-label="Results" className="space-y-3">
          {results.map(({ email, status, message }) => (
            <li key={email} className="flex gap-3">
              <span aria-hidden="true" className="mt-px shrink-0">
                {STATES[status].icon}
              </span>
              <span className="min-w-0 wrap-anywhere">
                <span className="font-medium">{email}</span>{' '}
                <span className="text-kumo-subtle">— {STATES[status].says}</span>
                {message && <span className="block text-sm">{message}</span>}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  )
}

function problemsOf(input: InviteMembers, invalid: string[], already: string[]): FieldErrors {
  const problems: FieldErrors = {}
  const parsed = InviteMembers.safeParse(input)
  for (const { path, message } of parsed.error?.issues ?? []) problems[path.join('.')] ??= message
  if (invalid.length > 0) problems.emails = `Correct or remove: ${invalid.join(', ')}`
  else if (problems.emails && already.length > 0)
    problems.emails = 'Everybody entered here is already a member. Enter somebody else.'
  return problems
}

// Sending again is safe: who is a member by then is left out.
const NO_ANSWER = noAnswer(
  'Tenantdesk did not answer, so it is not known who was invited. Send again: people who are members by then are left out.',
)
