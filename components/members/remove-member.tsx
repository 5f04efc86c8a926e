'use client'
import { useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { removeMember } from '@/lib/members/actions'
import type { MemberDetails } from '@/lib/members/schema'
import { SuperWarning } from './member-access'

/** Removes a member; oneself and the last Super Administrator only with their email typed. */
export function RemoveMember({ accountId, member }: { accountId: string; member: MemberDetails }) {
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  /** The server knows better than a page that was opened a while ago. */
  const [foundLast, setFoundLast] = useState(false)
  const lastSuper = member.lastSuper || foundLast
  const email = member.email ?? member.id
  const wantsTyping = member.self || lastSuper

  const command = useCommand(removeMember, {
    unanswered: 'Tenantdesk did not answer. Close this to see whether the member is still there.',
  })

  function leave(title: string) {
    toast(title)
    router.arrive(`/accounts/${accountId}/members`)
    router.refresh()
  }

  return (
    <Card title="Remove member" description="The person loses access to this account at once.">
      <Button variant="secondary-destructive" onClick={() => setAsking(true)}>
        Remove member
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open)
          command.clear()
        }}
        title={`Remove ${email}`}
        confirm="Remove member"
        danger
        typed={wantsTyping ? { label: 'Email to confirm', text: email } : undefined}
        command={command}
        deed="The member was removed"
        onConfirm={() =>
          void command.send(
            { accountId, memberId: member.id, typed: wantsTyping ? email : '' },
            {
              done: () => leave(`${email} was removed`),
              // By somebody else, or by an attempt whose answer was lost.
              gone: () => leave(`${email} was already removed`),
              refused: ({ fields }) => fields.typed && setFoundLast(true),
            },
          )
        }
      >
        <p>
          <strong>{email}</strong> loses access to this account at once. Their other accounts stay as they
          are.
        </p>
        <SuperWarning member={{ ...member, lastSuper }} />
      </ConfirmDialog>
    </Card>
  )
}
