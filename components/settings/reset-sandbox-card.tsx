import { Card } from '@/components/ui/card'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { resetSandbox } from '@/lib/settings/actions'

/** For administrators, and only where there is a sandbox. */
export function ResetSandboxCard() {
  return (
    <Card title="Sandbox">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-prose">
          The sandbox plays Cloudflare for training. Resetting it brings back the customers it began with.
        </p>
        <ConfirmButton
          label="Reset sandbox"
          variant="secondary-destructive"
          title="Reset the sandbox?"
          confirm="Reset sandbox"
          action={resetSandbox.bind(null, {})}
          said="The sandbox is as it began"
          deed="The sandbox was reset"
        >
          <p>
            Everything made or changed in it is lost, for everyone: accounts, subscriptions, our descriptions
            of them, and forms that are being filled in. Staff and the activity record stay.
          </p>
        </ConfirmButton>
      </div>
    </Card>
  )
}
