'use client'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { Notice } from '@/components/ui/notice'
import { confirmTwins, removeRows } from '@/lib/onboarding/actions'

/** For many rows whose customers may be there already. */
export function TwinsAtOnce({ importId, count }: { importId: string; count: number }) {
  const rows = count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`
  return (
    <Notice
      tone="warning"
      title={`${rows} may be for customers who exist already`}
      actions={
        <>
          <ConfirmButton
            label="Remove these rows"
            size="sm"
            title={`Remove ${rows}?`}
            confirm="Remove"
            action={removeRows}
            input={{ importId, rows: 'twins' as const }}
            deed="The rows were removed"
          >
            They are taken out of this import. The file on your computer stays as it is.
          </ConfirmButton>
          <ConfirmButton
            label="Create them anyway"
            size="sm"
            title={`Create ${rows} anyway?`}
            confirm="Create anyway"
            action={confirmTwins}
            input={{ importId, rows: 'twins' as const }}
            deed="The rows were confirmed"
          >
            For each of them a new account is made when the import starts, also where one of this name is
            there.
          </ConfirmButton>
        </>
      }
    >
      They are left out of the import unless you say that they are to be created anyway.
    </Notice>
  )
}
