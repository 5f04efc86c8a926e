'use client'
import { useState } from 'react'
import { Card } from '@/components/ui/card'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { SecretOnce } from '@/components/ui/secret-once'
import { newLink } from '@/lib/staff/actions'
import { LINK_HOURS } from '@/lib/staff/constants'
import type { PersonStatus } from '@/lib/staff/schema'
import { DateTime } from '@/components/ui/date-time'
import { useRouter } from '@/components/ui/link'

/** Whether a person has a password, and the way to a new one. */
export function PasswordCard({
  staffId,
  name,
  status,
  linkUntil,
}: {
  staffId: string
  name: string
  status: PersonStatus
  linkUntil: Date | null
}) {
  const router = useRouter()
  const [url, setUrl] = useState<string | null>(null)
  return (
    <Card
      title="Password"
      actions={
        status !== 'disabled' &&
        !url && (
          <ConfirmButton
            label="New link"
            title="Make a new one-time link?"
            confirm="Make link"
            brings="The one-time link"
            action={newLink}
            input={{ staffId }}
            deed="The link was made"
            onDone={({ url }) => setUrl(url)}
          >
            <p>
              {name} can use it to choose a new password within {LINK_HOURS} hours. Earlier links stop working
              now; the current password and sessions end when the link is used.
            </p>
          </ConfirmButton>
        )
      }
    >
      {url ? (
        <SecretOnce
          label="One-time link"
          value={url}
          done="Done"
          onDone={() => {
            setUrl(null)
            router.refresh()
          }}
        />
      ) : (
        <p>
          {status === 'invited' ? 'Not set yet.' : 'Set by the person; nobody else knows it.'}{' '}
          {linkUntil ? (
            <>
              The link for {status === 'invited' ? 'it' : 'a new one'} works until{' '}
              <DateTime value={linkUntil} exact />.
            </>
          ) : (
            status === 'invited' && 'The link for it has expired: make a new one.'
          )}
        </p>
      )}
    </Card>
  )
}
