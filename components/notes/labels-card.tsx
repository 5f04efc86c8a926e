import { Card } from '@/components/ui/card'
import { TextLink } from '@/components/ui/text-link'
import type { TeamKnowledge } from '@/lib/notes/schema'
import { Labels } from './labels'

/** The tags and other names of an account. */
export function LabelsCard({
  accountId,
  knowledge: { tags, aliases },
  suggestions,
  mayChange,
  mayImport,
}: {
  accountId: string
  knowledge: Pick<TeamKnowledge, 'tags' | 'aliases'>
  suggestions: string[]
  mayChange: boolean
  mayImport: boolean
}) {
  return (
    <Card
      title="Tags and aliases"
      description="Stored in Tenantdesk. The customer is found by them."
      actions={mayImport && <TextLink href="/accounts/aliases">Import aliases</TextLink>}
    >
      <div className="space-y-5">
        <Labels
          kind="tag"
          accountId={accountId}
          labels={tags}
          suggestions={suggestions}
          mayChange={mayChange}
        />
        <Labels kind="alias" accountId={accountId} labels={aliases} mayChange={mayChange} />
      </div>
    </Card>
  )
}
