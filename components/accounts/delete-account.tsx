'use client'
import { CheckCircleIcon } from '@phosphor-icons/react/dist/ssr/CheckCircle'
import { CircleIcon } from '@phosphor-icons/react/dist/ssr/Circle'
import { WarningIcon } from '@phosphor-icons/react/dist/ssr/Warning'
import { XCircleIcon } from '@phosphor-icons/react/dist/ssr/XCircle'
import { useCallback, useEffect, useState, type FormEvent } from 'react'
import { Card } from '@/components/ui/card'
import { cx } from '@/components/ui/cx'
import { forgetDraft } from '@/components/ui/draft'
import { FormError } from '@/components/ui/form-error'
import { TextField } from '@/components/ui/form-field'
import { late } from '@/components/ui/late'
import { useRouter } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { Spinner } from '@/components/ui/spinner'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { deleteAccount } from '@/lib/accounts/actions'
import type { DeletionStepState, DeletionView } from '@/lib/accounts/schema'
import { DELETION_STEP_LABELS } from '@/lib/accounts/constants'
import { isTyped } from '@/lib/core/names'
import { settingsDraft } from './labels'

const DeletionProgress = late(() => import('./deletion-progress'))

const TITLE = 'Delete Account'

const STOPPED = {
  title: 'The deletion has stopped',
  message: 'Finished steps are not undone. Continue to resume at the first step that is not done.',
}

type DeletionPreview = {
  nameToType: string
  counts: { members: number | null; subscriptions: number | null; zones: number | null }
  begun: DeletionView | null
}

/** Says what goes, asks for the name, and shows each step as it goes. A stopped deletion goes on from where it stopped. */
export function DeleteAccount({ accountId, preview }: { accountId: string; preview: DeletionPreview }) {
  const { nameToType, counts } = preview
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const [run, setRun] = useState(preview.begun)
  /** What we sent is under way, or was refused and how far it got is being looked at. */
  const [acting, setActing] = useState<'no' | 'sent' | 'refused'>('no')
  const { send, waiting, error, clear } = useCommand(deleteAccount, {
    // Sending again is safe: a deletion goes on from its first step that is not done.
    unanswered: 'Tenantdesk did not answer, so it is not known how far the deletion got.',
  })
  DeletionProgress.useFetch()

  const leave = useCallback(
    (name: string) => {
      forgetDraft(settingsDraft(accountId))
      toast(`${name || accountId} was deleted`)
      router.arrive('/accounts')
    },
    [accountId, router],
  )

  // Another admin's run is followed to its end; our own ends with its answer.
  const ended = acting === 'no' && run !== preview.begun && run?.status === 'done'
  useEffect(() => {
    if (ended) leave(run.accountName)
  }, [ended, run, leave])

  function submit(event: FormEvent) {
    event.preventDefault()
    if (acting !== 'no' || waiting || !isTyped(typed, nameToType)) return
    setActing('sent')
    void send(
      { accountId, typedName: typed },
      {
        done: ({ accountName }) => leave(accountName),
        refused: ({ fields }) => {
          setActing('refused')
          // Its name is another one by now: the page shows which.
          if (fields.typedName) router.refresh()
        },
      },
    )
  }

  function looked(now: DeletionView | null | undefined) {
    if (now !== undefined) setRun(now)
    if (acting !== 'refused') return
    // Somebody else is at it: their run is followed instead.
    if (now?.status === 'running') clear()
    setActing('no')
  }

  const running = run?.status === 'running'
  const stopped = run?.status === 'stopped'
  const busy = acting !== 'no' || running
  const told =
    stopped && run.steps.some((step) => step.error !== null && error?.message.startsWith(step.error))
  return (
    <Card title={TITLE} description="This is permanent. Cloudflare cannot restore a deleted account.">
      <div className="space-y-5">
        {!busy && !stopped && <WhatGoes counts={counts} />}
        {run && (busy || stopped) && <Steps run={run} />}
        {stopped && !busy && !error && (
          <Notice tone="warning" title={STOPPED.title}>
            {STOPPED.message}
          </Notice>
        )}
        {busy ? (
          <p role="status" className="flex items-start gap-3 text-kumo-subtle">
            <span className="flex size-5 shrink-0 items-center justify-center">
              <Spinner />
            </span>
            <span className="min-w-0 wrap-anywhere">
              Deleting {nameToType}. You can leave this page and come back later to see the progress.{' '}
              <DeletionProgress accountId={accountId} onLooked={looked} />
            </span>
          </p>
        ) : (
          <form onSubmit={submit} className="max-w-xl space-y-4" aria-label={TITLE}>
            <TextField
              label="Account Name to confirm"
              hint={
                <>
                  Type{' '}
                  <strong className="font-semibold wrap-anywhere whitespace-pre-wrap text-kumo-default select-all">
                    {nameToType}
                  </strong>{' '}
                  in full.
                </>
              }
              error={error?.fields.typedName}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              spellCheck={false}
            />
            <FormError
              error={error && told ? { ...error, message: STOPPED.message } : error}
              deed="The account was deleted"
              title={told ? STOPPED.title : undefined}
              refresh
            />
            <SubmitButton variant="destructive" waiting={waiting} disabled={!isTyped(typed, nameToType)}>
              {stopped ? 'Continue deletion' : TITLE}
            </SubmitButton>
          </form>
        )}
      </div>
    </Card>
  )
}

/** In its place, where the account's tenant does not let its accounts be deleted. */
export function DeletionDenied() {
  return (
    <Card title={TITLE}>
      <Notice title="Cloudflare does not allow accounts of this tenant to be deleted">
        Ask your Cloudflare partner manager to allow it.
      </Notice>
    </Card>
  )
}

export function DeleteAccountSkeleton() {
  return (
    <Card title={TITLE} description="This is permanent. Cloudflare cannot restore a deleted account.">
      <Loading label="Counting what would be deleted with the account">
        <div className="space-y-3">
          <Skeleton className="w-80 max-w-full" />
          <Skeleton className="w-56 max-w-full" />
        </div>
      </Loading>
    </Card>
  )
}

function WhatGoes({ counts }: { counts: DeletionPreview['counts'] }) {
  const lines = [
    { count: counts.members, one: 'member loses access', many: 'members lose access', of: 'Members' },
    {
      count: counts.subscriptions,
      one: 'subscription ends',
      many: 'subscriptions end',
      of: 'Subscriptions',
    },
    {
      count: counts.zones,
      one: 'zone is deleted, and its domain stops resolving here',
      many: 'zones are deleted, and their domains stop resolving here',
      of: 'Zones',
    },
  ]
  return (
    <div>
      <p>With the account:</p>
      <ul className="mt-1 list-disc space-y-0.5 pl-5 marker:text-kumo-subtle">
        {lines.map(({ count, one, many, of }) => (
          <li key={of}>
            {count === null ? (
              `${of} could not be counted.`
            ) : (
              <>
                <strong className="font-semibold tabular-nums">{count.toLocaleString('en')}</strong>{' '}
                {count === 1 ? one : many}
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

const STATES: Record<DeletionStepState['status'], { says: string; icon: React.ReactNode }> = {
  waiting: { says: 'Waiting', icon: <CircleIcon size={20} className="text-kumo-subtle" /> },
  running: { says: 'Under way', icon: <Spinner size={20} /> },
  done: { says: 'Done', icon: <CheckCircleIcon size={20} weight="fill" className="text-kumo-success" /> },
  nothing: {
    says: 'Nothing to remove',
    icon: <CheckCircleIcon size={20} weight="fill" className="text-kumo-subtle" />,
  },
  failed: { says: 'Failed', icon: <XCircleIcon size={20} weight="fill" className="text-kumo-danger" /> },
  unknown: { says: 'Not known', icon: <WarningIcon size={20} weight="fill" className="text-kumo-warning" /> },
}

function Steps({ run }: { run: DeletionView }) {
  return (
    <ol aria-label="Steps of the deletion" className="space-y-3">
      {run.steps.map(({ step, status, error, ray }) => {
        // A step whose process is gone is not under way any more.
        const { says, icon } = STATES[status === 'running' && run.status === 'stopped' ? 'unknown' : status]
        return (
          <li key={step} className="flex gap-3">
            <span aria-hidden="true" className="mt-px shrink-0">
              {icon}
            </span>
            <span className="min-w-0 wrap-anywhere">
              <span className="font-medium">{DELETION_STEP_LABELS[step]}</span>{' '}
              <span className="text-kumo-subtle">— {says}</span>
              {error && (
                <span className={cx('block', status === 'failed' ? 'text-kumo-danger' : 'text-kumo-warning')}>
                  {error}
                </span>
              )}
              {ray && (
                <span className="block text-sm text-kumo-subtle">
                  cf-ray <code className="font-mono text-xs">{ray}</code>
                </span>
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
