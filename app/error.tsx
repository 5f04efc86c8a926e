'use client'
import { Button } from '@cloudflare/kumo/components/button'
import { PlainPage } from '@/components/shell/plain-page'
import { digestOf } from '@/components/ui/digest'
import { RequestId } from '@/components/ui/request-id'

export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  const errorId = digestOf(error)
  return (
    <PlainPage title="Something went wrong">
      <div className="text-kumo-subtle">
        <p>
          This page could not be shown.{' '}
          {errorId
            ? 'If this keeps happening, give the error ID to the person who runs Tenantdesk.'
            : 'If this keeps happening, reload the page.'}
        </p>
        {errorId && <RequestId label="Error ID" id={errorId} />}
      </div>
      <Button variant="primary" onClick={retry}>
        Retry
      </Button>
    </PlainPage>
  )
}
