'use client'
import { PlusIcon } from '@phosphor-icons/react/dist/ssr/Plus'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { createDraft } from '@/lib/onboarding/actions'

/** Begins a draft, empty or with what a template gives, and leads to it. */
export function NewCustomer({ template }: { template?: { id: string; name: string } }) {
  const router = useRouter()
  const command = useCommand(createDraft, {
    unanswered: {
      message: 'Tenantdesk did not answer. Look at the drafts before you try again.',
      effect: 'none',
    },
  })
  return (
    <SubmitButton
      type="button"
      variant={template ? 'secondary' : 'primary'}
      size={template && 'sm'}
      icon={template ? undefined : <PlusIcon size={16} aria-hidden="true" />}
      aria-label={template && `New customer from ${template.name}`}
      command={command}
      onClick={() =>
        void command.send(
          { templateId: template?.id ?? null },
          {
            done: ({ draftId }) => router.push(`/onboarding/drafts/${draftId}/customer`),
            refused: ({ message }) => toast('The draft was not created', { tone: 'danger', detail: message }),
          },
        )
      }
    >
      New customer
    </SubmitButton>
  )
}
