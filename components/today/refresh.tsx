'use client'
import { Button } from '@cloudflare/kumo/components/button'
import { ArrowsClockwiseIcon } from '@phosphor-icons/react/dist/ssr/ArrowsClockwise'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { refreshWork } from '@/lib/today/actions'

/** Reads the customer of an item anew at Cloudflare. */
export function Refresh({ id, what }: { id: string; what: string }) {
  const router = useRouter()
  const { send, pending, error } = useCommand(refreshWork)
  return (
    <>
      <Button
        size="sm"
        variant="ghost"
        shape="square"
        loading={pending}
        icon={<ArrowsClockwiseIcon size={16} aria-hidden="true" />}
        aria-label={`Refresh ${what}`}
        title="Read this customer again"
        onClick={() =>
          void send(
            { id },
            {
              done: ({ solved }) => {
                toast(solved ? 'It is done' : 'Read again: it is still open')
                router.refresh()
              },
            },
          )
        }
      />
      {error && (
        <span role="alert" className="block text-sm text-kumo-danger">
          {error.message}
        </span>
      )}
    </>
  )
}
