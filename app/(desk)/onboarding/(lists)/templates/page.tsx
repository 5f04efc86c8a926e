import type { Metadata } from 'next'
import { TemplateTable, TemplateTableSkeleton } from '@/components/onboarding/template-table'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { listTemplates } from '@/lib/onboarding/draft-queries'

export const metadata: Metadata = { title: 'Templates' }

export default async function TemplatesPage() {
  const { role } = await requirePermission('onboarding.read')
  return (
    <Part
      failed="The templates could not be read"
      fallback={<TemplateTableSkeleton />}
      read={() => reading(() => listTemplates())}
    >
      {(templates) => (
        <TemplateTable
          templates={templates}
          mayUse={may(role, 'onboarding.provision')}
          mayChange={may(role, 'onboarding.templates')}
        />
      )}
    </Part>
  )
}
