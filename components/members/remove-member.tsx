'use client'
import { useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { noAnswer, type ErrorView } from '@/lib/core/errors'
import { removeMember } from '@/lib/members/actions'
import type { MemberDetails } from '@/lib/members/schema'
import { SuperWarning } from './member-access'

/** Removes a member; oneself and the last Super Administrator only with their email typed. */
export function RemoveMember({ accountId, member }: { accountId: string; member: MemberDetails }) {
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<ErrorView | null>(null)
  /** The server knows better than a page that was opened a while ago. */
  const [foundLast, setFoundLast] = useState(false)
  const lastSuper = member.lastSuper || foundLast
  const email = member.email ?? member.id
  const wantsTyping = member.self || lastSuper

  async function remove() {
    setPending(true)
    setError(null)
    try {
      const typed = wantsTyping ? email : ''
      const answer = await removeMember({ accountId, memberId: member.id, typed })
      // Gone already, by somebody else or by an attempt whose answer was lost, is what was wanted.
      if (!answer.ok && answer.error.code !== 'not_found') {
        if (answer.error.fields.typed) setFoundLast(true)
        return setError(answer.error)
      }
      toast(answer.ok ? `${email} was removed` : `${email} was already removed`)
      router.arrive(`/accounts/${accountId}/members`)
      router.refresh()
    } catch {
      setError(NO_ANSWER)
    } finally {
      setPending(false)
    }
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
          setError(null)
        }}
        title={`Remove ${email}`}
        confirm="Remove member"
        danger
        typed={wantsTyping ? { label: 'Email to confirm', text: email } : undefined}
        pending={pending}
        error={error}
        deed="The member was removed"
        onConfirm={() => void remove()}
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

const NO_ANSWER = noAnswer('Tenantdesk did not answer. Close this to see whether the member is still there.')
