'use client'
import { PlainPage } from '@/components/shell/plain-page'
import { Button } from '@/components/ui/button'
import { RequestId } from '@/components/ui/request-id'

export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <PlainPage title="Something went wrong">
      <div className="text-kumo-subtle">
        <p>This page could not be shown. If it stays, give the request id to whoever runs Tenantdesk.</p>
        {error instanceof Error && 'digest' in error && <RequestId id={String(error.digest)} />}
      </div>
      <Button variant="primary" onClick={retry}>
        Retry
      </Button>
    </PlainPage>
  )
}
