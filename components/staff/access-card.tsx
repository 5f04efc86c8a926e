import { Card } from '@/components/ui/card'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { disablePerson, enablePerson } from '@/lib/staff/actions'

/** Shuts a person out, or lets them in again. People are not removed: the record of what they did speaks of them. */
export function AccessCard({
  staffId,
  name,
  disabled,
  self,
}: {
  staffId: string
  name: string
  disabled: boolean
  self: boolean
}) {
  return (
    <Card title="Access">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-prose">
          {disabled
            ? 'This person cannot sign in. What they did stays in the activity record.'
            : 'Disabling ends all sessions at once and prevents new ones. What the person did stays in the activity record.'}
        </p>
        {disabled ? (
          <ConfirmButton
            label="Enable"
            title={`Enable ${name}?`}
            confirm="Enable"
            action={enablePerson}
            input={{ staffId }}
            said={`${name} can sign in again`}
            deed="The person was enabled"
          >
            <p>They sign in with the password they had. Without one, make a new link afterwards.</p>
          </ConfirmButton>
        ) : (
          <ConfirmButton
            label="Disable"
            variant="secondary-destructive"
            title={`Disable ${name}?`}
            confirm="Disable"
            action={disablePerson}
            input={{ staffId }}
            said={`${name} is disabled`}
            deed="The person was disabled"
          >
            {self && (
              <p className="font-medium">
                This is your own account. You will be signed out and cannot undo this yourself.
              </p>
            )}
            <p>Their sessions end at once, and links to set a password stop working.</p>
          </ConfirmButton>
        )}
      </div>
    </Card>
  )
}
