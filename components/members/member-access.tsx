'use client'
import { useState, type FormEvent } from 'react'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useDraft } from '@/components/ui/use-draft'
import { useFaultFocus } from '@/components/ui/use-fault-focus'
import { noAnswer, type ErrorView, type FieldErrors } from '@/lib/core/errors'
import { changeMember } from '@/lib/members/actions'
import {
  AccessDraft,
  Grant,
  isSuper,
  sameGrant,
  type Choices,
  type MemberDetails,
} from '@/lib/members/schema'
import { GrantFields } from './grant-fields'
import { emptyGrant, onlyOffered } from './words'

/** A member's roles or policies, to change. */
export function MemberAccess({
  accountId,
  member,
  roles,
}: {
  accountId: string
  member: MemberDetails
  roles: Choices
}) {
  const router = useRouter()
  const loaded = member.grant
  const [grant, setGrant] = useState<Grant>(loaded ?? emptyGrant('roles'))
  /** How often the form was refused: what is wrong is told from then on, and as it changes. */
  const [refused, setRefused] = useState(0)
  /** What the server alone finds wrong, with the fields as they were sent. */
  const [faults, setFaults] = useState<FieldErrors>({})
  const [error, setError] = useState<ErrorView | null>(null)
  const [pending, setPending] = useState(false)
  const [asking, setAsking] = useState(false)
  /** The server knows better than a page that was opened a while ago. */
  const [foundLast, setFoundLast] = useState(false)
  const lastSuper = member.lastSuper || foundLast
  const form = useFaultFocus(refused)
  const email = member.email ?? member.id
  const wantsTyping = isSuper(loaded) && !isSuper(grant) && (member.self || lastSuper)
  const unchanged = sameGrant(grant, loaded)
  const problems = problemsOf(grant)
  const errors = { ...faults, ...(refused > 0 && problems) }

  useDraft(`member-access:${member.id}`, unchanged ? null : { grant, loaded }, (kept) => {
    const draft = AccessDraft.safeParse(kept).data
    // What was chosen for somebody who had other access then is not brought back.
    if (draft && sameGrant(draft.loaded, loaded))
      setGrant(onlyOffered(draft.grant, [...roles.choices, ...member.roles]))
  })

  if (!member.changeable)
    return (
      <Card title="Access">
        <Notice tone="warning" title="This member’s access cannot be changed here">
          Part of it cannot be read here, and a change would lose that part. Change this member in
          Cloudflare’s dashboard.
        </Notice>
      </Card>
    )

  function submit(event: FormEvent) {
    event.preventDefault()
    if (pending) return
    setError(null)
    setFaults({})
    if (Object.keys(problems).length > 0) return setRefused(refused + 1)
    if (wantsTyping) setAsking(true)
    else void save('')
  }

  async function save(typed: string) {
    setPending(true)
    setError(null)
    try {
      const answer = await changeMember({ accountId, memberId: member.id, grant, loaded, typed })
      if (!answer.ok) {
        const { typed, ...fields } = answer.error.fields
        if (typed) {
          setFoundLast(true)
          setAsking(true)
        }
        setFaults(fields)
        setRefused(refused + 1)
        return setError(answer.error)
      }
      setAsking(false)
      toast(`The access of ${email} was changed`)
      router.refresh()
    } catch {
      setError(NO_ANSWER)
    } finally {
      setPending(false)
    }
  }

  return (
    <Card title="Access" description="Your choice replaces the access that the member has now.">
      <form ref={form} aria-label="Access" noValidate onSubmit={submit} className="space-y-5">
        <GrantFields
          accountId={accountId}
          grant={grant}
          onChange={(grant) => {
            setGrant(grant)
            setFaults({})
          }}
          roles={roles}
          held={member}
          start={loaded}
          errors={errors}
        />
        {loaded && loaded.kind !== grant.kind && (
          <Notice tone="warning">
            Saving takes the member’s {loaded.kind} away and gives {grant.kind} instead. A member cannot have
            both.
          </Notice>
        )}
        {!asking && <FormError error={error} deed="The access was changed" />}
        <SubmitButton pending={pending && !asking} disabled={unchanged}>
          Save access
        </SubmitButton>
      </form>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open)
          setError(null)
        }}
        title="Remove Super Administrator"
        confirm="Change access"
        danger
        typed={{ label: 'Email to confirm', text: email }}
        pending={pending}
        error={error}
        deed="The access was changed"
        onConfirm={() => void save(email)}
      >
        <SuperWarning member={{ ...member, lastSuper }} />
      </ConfirmDialog>
    </Card>
  )
}

function problemsOf(grant: Grant): FieldErrors {
  const problems: FieldErrors = {}
  for (const { path, message } of Grant.safeParse(grant).error?.issues ?? [])
    problems[['grant', ...path].join('.')] ??= message
  return problems
}

/** What it means to lose this Super Administrator. */
export function SuperWarning({ member: { self, lastSuper, email } }: { member: MemberDetails }) {
  return (
    <>
      {self && (
        <p>
          This console acts as <strong>{email}</strong>. Without this access it may no longer reach the
          account, and the access cannot be restored from here.
        </p>
      )}
      {lastSuper && (
        <p>
          <strong>{email}</strong> is the account’s last Super Administrator. Without one, nobody can manage
          its members, billing and account-owned tokens.
        </p>
      )}
    </>
  )
}

// Saving again is safe: what the member has is compared with what the form was opened with first.
const NO_ANSWER = noAnswer(
  'Tenantdesk did not answer, so it is not known whether the access was changed. Save again: Tenantdesk first compares it with what is there now.',
)
