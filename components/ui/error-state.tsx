'use client'
import { WarningCircleIcon } from '@phosphor-icons/react/dist/ssr/WarningCircle'
import { useTransition, type ReactNode } from 'react'
import type { Quotation } from '@/lib/core/errors'
import { CloudflareSays } from './cloudflare-says'
import { EmptyState } from './empty-state'
import { useRouter } from './link'
import { RequestId } from './request-id'
import { SubmitButton } from './submit-button'
import { refreshOnce, TryAgain, useGoOn, useSecondsUntil } from './try-again'

/** In the place of something that could not be shown: what failed, the request id, and Retry (which reads it again). */
export function ErrorState({
  title,
  message,
  requestId,
  errorId,
  retryAt,
  heading,
  onRetry,
  said,
  documentation,
}: {
  title: string
  message?: ReactNode
  requestId?: string | null
  /** Of a fault that ended the page itself. */
  errorId?: string | null
  /** Epoch milliseconds. */
  retryAt?: number | null
  heading?: 'p' | 'h1' | 'h2'
  /** Refreshes the page by default. */
  onRetry?: () => void
} & Quotation) {
  const router = useRouter()
  const [pending, start] = useTransition()
  const waiting = useSecondsUntil(retryAt) > 0
  const goesOn = useGoOn(retryAt, () => start(onRetry ?? (() => refreshOnce(router.refresh))))
  return (
    <div role="alert" className="rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line">
      <EmptyState
        icon={<WarningCircleIcon className="text-kumo-danger" />}
        title={title}
        heading={heading}
        actions={
          <SubmitButton
            type="button"
            variant="secondary"
            pending={pending}
            waiting={waiting}
            onClick={() => start(onRetry ?? router.refresh)}
          >
            Retry
          </SubmitButton>
        }
      >
        {message && <p>{message}</p>}
        <CloudflareSays said={said} documentation={documentation} />
        {retryAt && <TryAgain at={retryAt} byItself={goesOn} />}
        {requestId && (
          <div className="flex justify-center">
            <RequestId id={requestId} />
          </div>
        )}
        {errorId && (
          <div className="flex justify-center">
            <RequestId label="Error ID" id={errorId} />
          </div>
        )}
      </EmptyState>
    </div>
  )
}
