'use client'
import { ErrorState } from '@/components/ui/error-state'

export default function DeskError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <ErrorState
      heading="h1"
      title="This page could not be shown"
      message="Something went wrong on our side. If it stays, give the request id to whoever runs Tenantdesk."
      requestId={digestOf(error)}
      onRetry={retry}
    />
  )
}

// Next's name for the fault in the server's log; what the fault says stays there.
function digestOf(error: unknown): string | null {
  return error instanceof Error && 'digest' in error ? String(error.digest) : null
}
