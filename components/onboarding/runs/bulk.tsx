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
import type { ReadFault } from '@/lib/core/errors'
import { openRunsMatching } from '@/lib/onboarding/run-keys'
import type { RunsQuery } from '@/lib/onboarding/run-schema'
import type { RunOutcome } from '@/lib/onboarding/schema'

type Titles = Record<string, string>

/** What can be done with the runs that are selected: on this page, or all that the filters match and have not ended. */
export function BulkRuns({
  titles: shown,
  openCount,
  query,
}: {
  /** Of those on this page that can be selected. */
  titles: Titles
  openCount: number
  query: Omit<RunsQuery, 'page'>
}) {
  const { ids: selected } = useSelected()
  const [every, setEvery] = useState<Titles | null>(null)
  const wholePage = selected.length > 0 && selected.length === Object.keys(shown).length
  // Whoever takes one away again does not mean all.
  const all = wholePage ? every : null
  const ids = all ? Object.keys(all) : selected
  const of = { ids, titles: all ?? shown, onDone: () => setEvery(null) }
  return (
    <div role="group" aria-label="Selected runs" className="flex flex-wrap items-center gap-1">
      <Act verb="Continue" done="go on" deed="The runs were continued" action={continueRuns} {...of}>
        Each goes on from where it waits. What was refused is tried once more as it is.
      </Act>
      <Act verb="Stop" done="stop" deed="The runs were stopped" action={stopRuns} {...of} danger>
        Nothing more is sent for them. A run that was stopped cannot go on. Nothing is removed by itself.
      </Act>
      {selected.length === 0 && <p className="pl-2 text-sm text-kumo-subtle">Select runs first.</p>}
      {all ? (
        <p role="status" className="pl-2 text-sm">
          All {number(ids.length)} that match are chosen
          {ids.length < openCount && `, of ${number(openCount)}: the latest come first`}.
        </p>
      ) : (
        wholePage &&
        openCount > selected.length && <ChooseAll openCount={openCount} query={query} onChosen={setEvery} />
      )}
    </div>
  )
}

function ChooseAll({
  openCount,
  query,
  onChosen,
}: {
  openCount: number
  query: Omit<RunsQuery, 'page'>
  onChosen: (titles: Titles) => void
}) {
  const [asking, setAsking] = useState(false)
  async function choose() {
    setAsking(true)
    try {
      const runs = await openRunsMatching(query)
      onChosen(Object.fromEntries(runs.map(({ id, title }) => [id, title])))
    } catch (error) {
      toast('The runs could not be read', { tone: 'danger', detail: (error as ReadFault).message })
    }
    setAsking(false)
  }
  return (
    <Button size="sm" variant="ghost" loading={asking} onClick={() => void choose()}>
      Choose all {number(openCount)} that match
    </Button>
  )
}

function Act({
  verb,
  done,
  deed,
  action,
  ids,
  titles,
  onDone,
  danger = false,
  children,
}: {
  verb: string
  /** What they do then. */
  done: string
  deed: `${string} were ${string}`
  action: Action<{ runIds: string[] }, RunOutcome[]>
  ids: string[]
  titles: Titles
  onDone: () => void
  danger?: boolean
  children: string
}) {
  const router = useRouter()
  const { clear } = useSelected()
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
      onDone()
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
            NAMED,
          )}
          .
        </p>
        <p>{children}</p>
        {left.length > 0 && (
          <ul role="alert" className="list-disc space-y-1 pl-5">
            {left.slice(0, NAMED).map(({ runId, message }) => (
              <li key={runId}>
                {titles[runId] ?? runId}: {message}
              </li>
            ))}
            {left.length > NAMED && <li>And {number(left.length - NAMED)} more.</li>}
          </ul>
        )}
      </ConfirmDialog>
    </>
  )
}

/** Of many, so many are named. */
const NAMED = 8
const number = (of: number) => of.toLocaleString('en')
const count = (of: number) => (of === 1 ? '1 run' : `${number(of)} runs`)
