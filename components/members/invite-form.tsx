'use client'
import { CheckCircleIcon } from '@phosphor-icons/react/dist/ssr/CheckCircle'
import { CircleIcon } from '@phosphor-icons/react/dist/ssr/Circle'
import { WarningIcon } from '@phosphor-icons/react/dist/ssr/Warning'
import { XCircleIcon } from '@phosphor-icons/react/dist/ssr/XCircle'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Controller, useWatch } from 'react-hook-form'
import { Button } from '@cloudflare/kumo/components/button'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { FormError } from '@/components/ui/form-error'
import { useStayFor } from '@/components/ui/leaving'
import { SubmitButton } from '@/components/ui/submit-button'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { inviteMembers } from '@/lib/members/actions'
import type { Choices, Grant, InviteResult } from '@/lib/members/schema'
import { ADMINISTRATOR, readEmails, sameEmail, sameGrant } from '@/lib/members/constants'
import { GrantFields } from './grant-fields'
import { onlyOffered, resultsHeading } from './labels'
import { PeopleField } from './people-field'

type Fields = { text: string; grant: Grant }
type Invitations = { text: string[]; grant: Grant }

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
  const [results, setResults] = useState<InviteResult[]>([])
  const command = useCommand(inviteMembers, {
    // Sending again is safe: who is a member by then is left out.
    unanswered:
      'Tenantdesk did not answer, so it is not known who was invited. Send again: people who are members by then are left out.',
  })
  const { pending } = command
  useStayFor('The result of each invitation', pending)
  const members = new Set([
    ...memberEmails.map(sameEmail),
    ...results.filter(({ status }) => status === 'invited').map(({ email }) => sameEmail(email)),
  ])

  const form = useCommandForm<Fields, Invitations>({
    command,
    start: { text: '', grant: start },
    schema: async () => (await import('@/lib/members/schema')).inviteForm(members),
    names: { emails: 'text', roles: 'grant.roles', policies: 'grant.policies' },
    mode: 'onSubmit',
    draft: {
      name: `invite-members:${accountId}`,
      idle: ({ text, grant }) => text === '' && (results.length > 0 || sameGrant(grant, start)),
      restore: ({ grant, ...kept }) => ({ ...kept, grant: grant && onlyOffered(grant, roles.choices) }),
    },
    onValid: ({ text: emails, grant }) => void command.send({ accountId, emails, grant }, { done: settle }),
  })
  const { errors } = form
  const text = useWatch({ control: form.control, name: 'text' })
  const sendable = readEmails(text).emails.filter((email) => !members.has(sameEmail(email)))

  function settle(now: InviteResult[]) {
    const done = ({ status }: InviteResult) => status === 'invited' || status === 'member'
    const kept = results.filter(
      (old) => done(old) && !now.some(({ email }) => sameEmail(email) === sameEmail(old.email)),
    )
    setResults([...kept, ...now])
    const again = now.filter((each) => !done(each)).map(({ email }) => email)
    form.setValue('text', again.join('\n'))
  }

  return (
    <div className="max-w-4xl space-y-6">
      {results.length > 0 && <Results accountId={accountId} results={results} />}
      <form {...form.attributes} aria-label="Invite members" className="space-y-6">
        <Card title="People">
          <PeopleField
            {...form.field('text')}
            {...(pending && { readOnly: true })}
            text={text}
            members={members}
          />
        </Card>
        <Card
          title="Access"
          description={
            enterprise
              ? 'The same for everybody above.'
              : 'The same for everybody above. Administrator is what most customers get.'
          }
        >
          <Controller
            control={form.control}
            name="grant"
            render={({ field }) => (
              <GrantFields
                accountId={accountId}
                grant={field.value}
                onChange={field.onChange}
                roles={roles}
                start={start}
                errors={errors}
              />
            )}
          />
        </Card>
        <FormError error={command.error} deed="The invitations were sent" />
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton command={command}>
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
