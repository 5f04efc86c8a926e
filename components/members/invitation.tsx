'use client'
import { Button } from '@cloudflare/kumo/components/button'
import { Link, useRouter } from '@/components/ui/link'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { AskBeforeLeaving } from '@/components/ui/ask-before-leaving'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DateTime } from '@/components/ui/date-time'
import { FormError } from '@/components/ui/form-error'
import { useAskBeforeUnload } from '@/components/ui/leaving'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { inviteMembers, resendInvitation } from '@/lib/members/actions'
import type { InviteResult, MemberDetails, ResendAnswer } from '@/lib/members/schema'

type Removed = Extract<ResendAnswer, { status: 'removed' }>

/** An open invitation: how old it is, and sending it again, which upstream does only by removing and adding. */
export function Invitation({ accountId, member }: { accountId: string; member: MemberDetails }) {
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const resend = useCommand(resendInvitation, { unanswered: UNANSWERED })
  // Only the second half: who is a member by then is left out.
  const invite = useCommand(inviteMembers, { unanswered: UNANSWERED })
  const [removed, setRemoved] = useState<Removed | null>(null)
  const { email, status, invitedOn } = member
  const list = `/accounts/${accountId}/members`
  useAskBeforeUnload(resend.pending || invite.pending)

  function toList() {
    router.arrive(list)
    router.refresh()
  }

  function sent() {
    toast(`${email} was invited again`)
    // Nothing holds the page any more, and at once.
    flushSync(() => setRemoved(null))
    toList()
  }

  function resent(answer: ResendAnswer) {
    setAsking(false)
    if (answer.status === 'sent') sent()
    else setRemoved(answer)
  }

  function gone() {
    toast('This invitation no longer exists', {
      tone: 'danger',
      detail: `Somebody resent or removed it in the meantime. The list shows whether ${email} is invited.`,
    })
    setAsking(false)
    toList()
  }

  function invited({ email, grant }: Removed, { status, message }: InviteResult) {
    if (status === 'invited' || status === 'member') return sent()
    const effect = status === 'unknown' ? 'unknown' : 'none'
    setRemoved({ status: 'removed', email, grant, effect, message: message ?? '' })
  }

  if (removed)
    return (
      <div className="space-y-3">
        <Notice
          tone="warning"
          role="alert"
          title={
            removed.effect === 'unknown'
              ? `The old invitation of ${removed.email} was removed, and it is not known whether the new one was sent`
              : `The old invitation of ${removed.email} was removed, and the new one is not there`
          }
          actions={
            <>
              <SubmitButton
                type="button"
                command={invite}
                onClick={() =>
                  void invite.send(
                    { accountId, emails: [removed.email], grant: removed.grant },
                    { done: ([result]) => invited(removed, result!) },
                  )
                }
              >
                Invite again
              </SubmitButton>
              <Link href={list} className="inline-flex h-9 items-center px-3 text-kumo-link underline">
                View the members
              </Link>
            </>
          }
        >
          {removed.message}
        </Notice>
        <FormError error={invite.error} deed="The invitation was sent" />
        <AskBeforeLeaving on title="Leave without inviting again?">
          <p>
            The old invitation of <strong>{removed.email}</strong> was removed. Only this page still knows the
            access it gave: once you leave, somebody has to choose it again.
          </p>
        </AskBeforeLeaving>
      </div>
    )
  return (
    <>
      <Notice
        tone={status === 'rejected' ? 'warning' : 'info'}
        title={status === 'rejected' ? 'The invitation was rejected' : 'The invitation is open'}
        actions={<Button onClick={() => setAsking(true)}>Resend invitation</Button>}
      >
        {invitedOn ? (
          <>
            Invited <DateTime value={invitedOn} />.
          </>
        ) : (
          'Its age is not known: Cloudflare’s audit log does not contain it.'
        )}
      </Notice>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open)
          resend.clear()
        }}
        title="Resend invitation"
        confirm="Remove and invite again"
        command={resend}
        deed="The invitation was sent again"
        onConfirm={() => void resend.send({ accountId, memberId: member.id }, { done: resent, gone })}
      >
        <p>
          Cloudflare cannot resend an invitation. <strong>{email}</strong> will be removed from the account
          and invited again with the same access. The link in the old email stops working.
        </p>
        {invitedOn && (
          <p>
            The current invitation was created <DateTime value={invitedOn} />.
          </p>
        )}
      </ConfirmDialog>
    </>
  )
}

const UNANSWERED =
  'Tenantdesk did not answer, so it is not known how far it got. Check the list of members; if the person is not there, invite them again.'
