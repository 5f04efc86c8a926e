import { CheckCircleIcon } from '@phosphor-icons/react/dist/ssr/CheckCircle'
import { CircleIcon } from '@phosphor-icons/react/dist/ssr/Circle'
import { MinusCircleIcon } from '@phosphor-icons/react/dist/ssr/MinusCircle'
import { PauseCircleIcon } from '@phosphor-icons/react/dist/ssr/PauseCircle'
import { WarningIcon } from '@phosphor-icons/react/dist/ssr/Warning'
import { XCircleIcon } from '@phosphor-icons/react/dist/ssr/XCircle'
import type { ReactNode } from 'react'
import { CopyButton } from '@/components/ui/copy-text'
import { DateTime } from '@/components/ui/date-time'
import { Email } from '@/components/ui/email'
import { Spinner } from '@/components/ui/spinner'
import { TextLink } from '@/components/ui/text-link'
import { KIND_LABELS } from '@/lib/onboarding/run-constants'
import type { StepState, StepView } from '@/lib/onboarding/schema'
import { NextLook } from './next-look'
import { StepBadge } from './run-badge'

const ICONS: Record<StepState, ReactNode> = {
  waiting: <CircleIcon size={20} className="text-kumo-subtle" />,
  sending: <Spinner size={20} />,
  done: <CheckCircleIcon size={20} weight="fill" className="text-kumo-success" />,
  paused: <PauseCircleIcon size={20} weight="fill" className="text-kumo-warning" />,
  unknown: <WarningIcon size={20} weight="fill" className="text-kumo-warning" />,
  skipped: <MinusCircleIcon size={20} className="text-kumo-subtle" />,
  failed: <XCircleIcon size={20} weight="fill" className="text-kumo-danger" />,
}

/** The steps of a run in their order. `actions`: what a person can do about one. */
export function Checklist({
  steps,
  over,
  actions,
}: {
  steps: StepView[]
  /** Nothing more is sent. */
  over: boolean
  actions: (step: StepView) => ReactNode
}) {
  return (
    <ol aria-label="Steps" className="divide-y divide-kumo-hairline">
      {steps.map((step) => (
        <li key={step.key} className="flex gap-3 px-4 py-3 sm:px-5">
          <span aria-hidden="true" className="mt-px shrink-0">
            {ICONS[step.state]}
          </span>
          <div className="min-w-0 flex-1 space-y-1">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
              <p className="min-w-0 flex-[1_1_14rem] wrap-anywhere">
                {KIND_LABELS[step.kind]} <Subject step={step} />
              </p>
              <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <When step={step} />
                <StepBadge state={step.state} over={over} />
              </span>
            </div>
            <Says step={step} />
            {actions(step)}
          </div>
        </li>
      ))}
    </ol>
  )
}

function Subject({ step: { subject, href } }: { step: StepView }) {
  const text = (
    <bdi className="font-medium">
      <Email address={subject} />
    </bdi>
  )
  return href ? <TextLink href={href}>{text}</TextLink> : text
}

function When({ step: { startedAt, endedAt } }: { step: StepView }) {
  const at = endedAt ?? startedAt
  return (
    at && (
      <span className="text-sm text-kumo-subtle">
        <DateTime value={at} />
      </span>
    )
  )
}

/** Why it stands where it stands, until when, and under which ids others know of it. */
function Says({ step: { state, message, fields, nextLookAt, requestId, ray } }: { step: StepView }) {
  const wrong = Object.values(fields).filter((each) => each !== message)
  return (
    <>
      {message && <p className={state === 'failed' ? 'text-kumo-danger' : undefined}>{message}</p>}
      {wrong.map((each) => (
        <p key={each}>{each}</p>
      ))}
      {nextLookAt && state !== 'done' && (
        <p className="text-sm text-kumo-subtle">
          <NextLook at={nextLookAt} />
        </p>
      )}
      {(requestId || ray) && (
        <p className="flex flex-wrap gap-x-4 text-sm text-kumo-subtle">
          {requestId && <Id label="Request ID" value={requestId} />}
          {ray && <Id label="Ray ID" value={ray} />}
        </p>
      )}
    </>
  )
}

function Id({ label, value }: { label: string; value: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="min-w-0 wrap-anywhere">
        {label} <code className="font-mono text-xs">{value}</code>
      </span>
      <CopyButton label={`Copy ${label.toLowerCase()}`} value={value} />
    </span>
  )
}
