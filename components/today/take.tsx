'use client'
import { Button } from '@cloudflare/kumo/components/button'
import { useRouter } from '@/components/ui/link'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { takeWork } from '@/lib/today/actions'

/** Takes one entry, without a question: it is given back as easily. */
export function Take({ id, what }: { id: string; what: string }) {
  const router = useRouter()
  const { send, pending, error } = useCommand(takeWork)
  return (
    <>
      <Button
        size="sm"
        variant="secondary"
        loading={pending}
        aria-label={`Take ${what}`}
        onClick={() =>
          void send(
            { ids: [id] },
            {
              done: () => {
                toast('It is yours')
                router.refresh()
              },
            },
          )
        }
      >
        Take
      </Button>
      {error && (
        <span role="alert" className="block text-sm text-kumo-danger">
          {error.message}
        </span>
      )}
    </>
  )
}
