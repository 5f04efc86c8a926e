'use client'
import { useState } from 'react'
import { Card } from '@/components/ui/card'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { RadioCards } from '@/components/ui/radio-cards'
import { ROLE_SUMMARY, type Role } from '@/lib/auth/permissions'
import { changeRole } from '@/lib/staff/actions'
import { ROLE_OPTIONS, titled } from './labels'

/** What a person may do, and the way to change it. */
export function RoleCard({
  staffId,
  name,
  role,
  self,
}: {
  staffId: string
  name: string
  role: Role
  self: boolean
}) {
  const [wanted, setWanted] = useState(role)
  return (
    <Card>
      <div className="space-y-4">
        <RadioCards label="Role" options={ROLE_OPTIONS} value={wanted} onChange={setWanted} />
        {wanted !== role && (
          <ConfirmButton
            label="Change role"
            variant="primary"
            title={`Change the role of ${name} to ${titled(wanted)}?`}
            confirm="Change role"
            action={changeRole}
            input={{ staffId, role: wanted }}
            said={`${name} is now ${titled(wanted)}`}
            deed="The role was changed"
          >
            {self && (
              <p className="font-medium">
                This is your own account. You will not be able to undo this yourself.
              </p>
            )}
            <p>{ROLE_SUMMARY[wanted]} It applies from their next click.</p>
          </ConfirmButton>
        )}
      </div>
    </Card>
  )
}
