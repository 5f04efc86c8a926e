'use client'
import { useState } from 'react'
import { Controller, useWatch } from 'react-hook-form'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { FormError } from '@/components/ui/form-error'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { changeMember } from '@/lib/members/actions'
import type { Choices, Grant, MemberDetails } from '@/lib/members/schema'
import { isSuper, sameGrant } from '@/lib/members/constants'
import { GrantFields } from './grant-fields'
import { emptyGrant, onlyOffered } from './labels'

type Fields = { grant: Grant; loaded: Grant | null }

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
  const command = useCommand(changeMember, {
    // Saving again is safe: what the member has is compared with what the form was opened with first.
    unanswered:
      'Tenantdesk did not answer, so it is not known whether the access was changed. Save again: Tenantdesk first compares it with what is there now.',
  })
  const [asking, setAsking] = useState(false)
  /** The server knows better than a page that was opened a while ago. */
  const [foundLast, setFoundLast] = useState(false)
  const lastSuper = member.lastSuper || foundLast
  const email = member.email ?? member.id
  const form = useCommandForm<Fields>({
    command,
    start: { grant: loaded ?? emptyGrant('roles'), loaded },
    schema: async () => (await import('@/lib/members/schema')).AccessForm,
    names: { roles: 'grant.roles', policies: 'grant.policies' },
    draft: {
      name: `member-access:${member.id}`,
      idle: ({ grant }) => sameGrant(grant, loaded),
      // What was chosen for somebody who had other access then is not brought back.
      restore: (kept) =>
        kept.grant && sameGrant(kept.loaded ?? null, loaded)
          ? { grant: onlyOffered(kept.grant, [...roles.choices, ...member.roles]) }
          : {},
    },
    onValid: () => {
      if (wantsTyping) setAsking(true)
      else save('')
    },
  })
  const grant = useWatch({ control: form.control, name: 'grant' })
  const wantsTyping = isSuper(loaded) && !isSuper(grant) && (member.self || lastSuper)
  const unchanged = sameGrant(grant, loaded)

  if (!member.changeable)
    return (
      <Card title="Access">
        <Notice tone="warning" title="This member’s access cannot be changed here">
          Part of it cannot be read here, and a change would lose that part. Change this member in
          Cloudflare’s dashboard.
        </Notice>
      </Card>
    )

  function save(typed: string) {
    void command.send(
      { accountId, memberId: member.id, grant, loaded, typed },
      {
        done: () => {
          setAsking(false)
          toast(`The access of ${email} was changed`)
          router.refresh()
        },
        refused: ({ fields }) => {
          if (!fields.typed) return
          setFoundLast(true)
          setAsking(true)
        },
      },
    )
  }

  return (
    <Card title="Access" description="Your choice replaces the access that the member has now.">
      <form {...form.attributes} aria-label="Access" className="space-y-5">
        <Controller
          control={form.control}
          name="grant"
          render={({ field }) => (
            <GrantFields
              accountId={accountId}
              grant={field.value}
              onChange={field.onChange}
              roles={roles}
              held={member}
              start={loaded}
              errors={form.errors}
            />
          )}
        />
        {loaded && loaded.kind !== grant.kind && (
          <Notice tone="warning">
            Saving takes the member’s {loaded.kind} away and gives {grant.kind} instead. A member cannot have
            both.
          </Notice>
        )}
        {!asking && <FormError error={command.error} deed="The access was changed" />}
        <SubmitButton pending={command.pending && !asking} waiting={command.waiting} disabled={unchanged}>
          Save access
        </SubmitButton>
      </form>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open)
          command.clear()
        }}
        title="Remove Super Administrator"
        confirm="Change access"
        danger
        typed={{ label: 'Email to confirm', text: email }}
        command={command}
        deed="The access was changed"
        onConfirm={() => save(email)}
      >
        <SuperWarning member={{ ...member, lastSuper }} />
      </ConfirmDialog>
    </Card>
  )
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
