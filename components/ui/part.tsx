import { Suspense, type ReactNode } from 'react'
import type { Reading } from '@/lib/core/errors'
import { ErrorState } from './error-state'

type Props<T> = {
  /** What to say when it could not be read: "The members could not be read". */
  failed: string
  read: () => Promise<Reading<T>>
  children: (data: T) => ReactNode
  /** What was known of it before, in its place beside the fault. */
  kept?: ReactNode
}

/** A part of a page that comes when it can: the skeleton, then the data, or its own fault in its own place. */
export function Part<T>({ fallback, ...rest }: Props<T> & { fallback: ReactNode }) {
  return (
    <Suspense fallback={fallback}>
      <Settled {...rest} />
    </Suspense>
  )
}

async function Settled<T>({ failed, read, children, kept }: Props<T>) {
  const result = await read()
  if (result.ok) return children(result.data)
  const { message, requestId, retryAt, said, documentation } = result.error
  const fault = <ErrorState title={failed} {...{ message, requestId, retryAt, said, documentation }} />
  return kept ? (
    <div className="space-y-4">
      {fault}
      {kept}
    </div>
  ) : (
    fault
  )
}
