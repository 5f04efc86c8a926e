'use client'
import type { ErrorView } from '@/lib/core/errors'
import { useEffect, useRef } from 'react'
import { CloudflareSays } from './cloudflare-says'
import { headingOf, type Deed } from './deed'
import { Notice } from './notice'
import { SignInLink } from './query-fault'
import { RefreshButton } from './refresh-button'
import { RequestId } from './request-id'
import { TryAgain } from './try-again'

/**
 * What went wrong with a form as a whole, above its button. The heading is made from what was to be done. It is
 * announced and scrolled into view when it appears.
 */
export function FormError({
  error,
  deed,
  title,
  refresh = false,
}: {
  error: ErrorView | null | undefined
  deed?: Deed
  /** In the place of the deed's heading. */
  title?: string
  /**
   * Whether the page around it shows the outcome once it is read anew: then it has a button for that, where that helps.
   */
  refresh?: boolean
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (error) box.current?.scrollIntoView({ block: 'nearest' })
  }, [error])
  return (
    <div ref={box} role="alert" className="empty:hidden">
      {error && (
        <Notice
          tone={error.effect === 'unknown' ? 'warning' : 'danger'}
          title={title ?? (deed && headingOf(deed, error))}
          actions={refresh && isOutdated(error) && <RefreshButton />}
        >
          <p>{error.message}</p>
          <CloudflareSays said={error.said} documentation={error.documentation} />
          {error.code === 'signed_out' && (
            <p className="mt-1">
              <SignInLink />, then send this again: what is filled in here stays.
            </p>
          )}
          {error.retryAt !== null && <TryAgain at={error.retryAt} className="mt-1" />}
          {error.requestId && <RequestId id={error.requestId} />}
        </Notice>
      )}
    </div>
  )
}

/** Whether the page may not be as it was when this was sent. */
const isOutdated = ({ code, effect }: ErrorView) =>
  effect === 'unknown' || code === 'not_found' || code === 'conflict'
