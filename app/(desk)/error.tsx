'use client'
import { digestOf } from '@/components/ui/digest'
import { ErrorState } from '@/components/ui/error-state'

export default function DeskError({ error, retry }: { error: unknown; retry: () => void }) {
  const errorId = digestOf(error)
  return (
    <ErrorState
      heading="h1"
      title="This page could not be shown"
      message={`Something went wrong${errorId ? ' on our side. If it stays, give the error id to whoever runs Tenantdesk.' : '. If it stays, reload the page.'}`}
      errorId={errorId}
      onRetry={retry}
    />
  )
}
