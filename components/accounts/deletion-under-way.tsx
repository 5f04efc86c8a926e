import { DateTime } from '@/components/ui/date-time'
import { Notice } from '@/components/ui/notice'

/** Of an account that was deleted here and is still there: Cloudflare may queue a deletion. */
export function DeletionUnderWay({ deletedAt }: { deletedAt: string }) {
  return (
    <Notice title="This account was deleted">
      Deleted here <DateTime value={deletedAt} exact />. Cloudflare may need some time to remove it.
    </Notice>
  )
}
