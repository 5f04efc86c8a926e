'use client'
import { useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { deleteZone } from '@/lib/zones/actions'
import type { ZoneDetails } from '@/lib/zones/schema'

/** Deletes a zone once its name is typed. Sending again after a lost answer is safe: it is looked for first. */
export function DeleteZone({ zone }: { zone: ZoneDetails }) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const command = useCommand(deleteZone, {
    unanswered: 'Tenantdesk did not answer. Close this to see whether the zone is still there.',
  })

  function leave(title: string) {
    toast(title)
    router.arrive(`/accounts/${zone.accountId}/zones`)
  }

  return (
    <Card
      title="Delete zone"
      description="This is permanent. The domain’s DNS records, settings and plan are deleted with it."
    >
      <Button variant="secondary-destructive" onClick={() => setOpen(true)}>
        Delete zone
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          command.clear()
        }}
        title={`Delete ${zone.name}?`}
        confirm="Delete zone"
        danger
        typed={{ label: 'Zone name', text: zone.name }}
        command={command}
        deed="The zone was deleted"
        onConfirm={() =>
          void command.send(
            { accountId: zone.accountId, zoneId: zone.id, typedName: zone.name },
            {
              done: () => leave(`${zone.name} was deleted`),
              // By somebody else, or by an attempt whose answer was lost.
              gone: () => leave(`${zone.name} was already deleted`),
            },
          )
        }
      >
        <p>
          {zone.status === 'active'
            ? 'The domain stops resolving once Cloudflare’s name servers no longer answer for it: mail and websites go down unless its DNS was moved first.'
            : 'The zone and everything set up in it is removed.'}
        </p>
        <p>
          Its Logpush jobs are removed first, because they would otherwise keep delivering. Its plan ends too.
        </p>
      </ConfirmDialog>
    </Card>
  )
}
