'use client'
import { digestOf } from '@/components/ui/digest'
import { ErrorState } from '@/components/ui/error-state'

export default function AppError({ error, retry }: { error: unknown; retry: () => void }) {
  const errorId = digestOf(error)
  return (
    <ErrorState
      heading="h1"
      title="This page could not be shown"
      message={`Something went wrong${errorId ? ' on our side. If this keeps happening, give the error ID to the person who runs Tenantdesk.' : '. If this keeps happening, reload the page.'}`}
      errorId={errorId}
      onRetry={retry}
    />
  )
}
