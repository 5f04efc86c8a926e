import type { Metadata } from 'next'
import { TemplateTable, TemplateTableSkeleton } from '@/components/onboarding/template-table'
import { Part } from '@/components/ui/part'
import { reading } from '@/lib/core/read'
import { listTemplates } from '@/lib/onboarding/draft-queries'

export const metadata: Metadata = { title: 'Templates' }

export default function TemplatesPage() {
  return (
    <Part
      failed="The templates could not be read"
      fallback={<TemplateTableSkeleton />}
      read={() => reading(() => listTemplates())}
    >
      {(templates) => <TemplateTable templates={templates} />}
    </Part>
  )
}
