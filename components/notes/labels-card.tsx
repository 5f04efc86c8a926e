import { Card } from '@/components/ui/card'
import type { TeamKnowledge } from '@/lib/notes/schema'
import { Labels } from './labels'

/** The tags and other names of an account. */
export function LabelsCard({
  accountId,
  knowledge: { tags, aliases },
  suggestions,
  mayChange,
}: {
  accountId: string
  knowledge: Pick<TeamKnowledge, 'tags' | 'aliases'>
  suggestions: string[]
  mayChange: boolean
}) {
  return (
    <Card title="Tags and aliases" description="Stored in Tenantdesk. The customer is found by them.">
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
