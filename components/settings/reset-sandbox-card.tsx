import { Card } from '@/components/ui/card'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { resetSandbox } from '@/lib/settings/actions'

/** For administrators, and only where there is a sandbox. */
export function ResetSandboxCard() {
  return (
    <Card title="Sandbox">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-prose">
          The sandbox simulates Cloudflare for training. Resetting it restores the customers it started with.
        </p>
        <ConfirmButton
          label="Reset sandbox"
          variant="secondary-destructive"
          title="Reset the sandbox?"
          confirm="Reset sandbox"
          action={resetSandbox}
          input={{}}
          said="The sandbox was reset"
          deed="The sandbox was reset"
        >
          <p>
            Everything created or changed in it is lost for everyone: accounts, subscriptions, our
            descriptions of them, and forms that are being filled in. Staff and the activity record are kept.
          </p>
        </ConfirmButton>
      </div>
    </Card>
  )
}
