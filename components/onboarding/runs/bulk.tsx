'use client'
import { useState } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useRouter } from '@/components/ui/link'
import { listed } from '@/components/ui/listed'
import { useSelected } from '@/components/ui/table-controls'
import { toast } from '@/components/ui/toast'
import { useCommand, type Action } from '@/components/ui/use-command'
import { continueRuns, stopRuns } from '@/lib/onboarding/actions'
import type { RunOutcome } from '@/lib/onboarding/schema'

type Titles = Record<string, string>

/** What can be done with the runs that are selected. `titles`: of those that can be. */
export function BulkRuns({ titles }: { titles: Titles }) {
  const { ids } = useSelected()
  return (
    <div role="group" aria-label="Selected runs" className="flex flex-wrap items-center gap-1">
      <Act verb="Continue" done="go on" deed="The runs were continued" action={continueRuns} titles={titles}>
        Each goes on from where it waits. What was refused is tried once more as it is.
      </Act>
      <Act verb="Stop" done="stop" deed="The runs were stopped" action={stopRuns} titles={titles} danger>
        Nothing more is sent for them. A run that was stopped cannot go on. Nothing is removed by itself.
      </Act>
      {ids.length === 0 && <p className="pl-2 text-sm text-kumo-subtle">Select runs first.</p>}
    </div>
  )
}

function Act({
  verb,
  done,
  deed,
  action,
  titles,
  danger = false,
  children,
}: {
  verb: string
  /** What they do then. */
  done: string
  deed: `${string} were ${string}`
  action: Action<{ runIds: string[] }, RunOutcome[]>
  titles: Titles
  danger?: boolean
  children: string
}) {
  const router = useRouter()
  const { ids, clear } = useSelected()
  const [open, setOpen] = useState(false)
  const command = useCommand(action)
  const [left, setLeft] = useState<RunOutcome[]>([])

  function settle(outcomes: RunOutcome[]) {
    const fine = outcomes.filter((each) => each.done)
    if (fine.length > 0) toast(`${count(fine.length)} ${done}`)
    setLeft(outcomes.filter((each) => !each.done))
    if (fine.length === outcomes.length) {
      setOpen(false)
      clear()
    }
    router.refresh()
  }

  return (
    <>
      <Button
        size="sm"
        variant={danger ? 'secondary-destructive' : 'secondary'}
        disabled={ids.length === 0}
        onClick={() => setOpen(true)}
      >
        {verb}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          setLeft([])
          command.clear()
        }}
        title={`${verb} ${count(ids.length)}?`}
        confirm={verb}
        danger={danger}
        command={command}
        deed={deed}
        onConfirm={() => void command.send({ runIds: ids }, { done: settle })}
      >
        <p>
          {listed(
            ids.map((id) => titles[id] ?? id),
            8,
          )}
          .
        </p>
        <p>{children}</p>
        {left.length > 0 && (
          <ul role="alert" className="list-disc space-y-1 pl-5">
            {left.map(({ runId, message }) => (
              <li key={runId}>
                {titles[runId] ?? runId}: {message}
              </li>
            ))}
          </ul>
        )}
      </ConfirmDialog>
    </>
  )
}

const count = (number: number) => (number === 1 ? '1 run' : `${number} runs`)
