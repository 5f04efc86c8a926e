'use client'
import { ButtonLink } from '@/components/ui/button-link'
import { useRouter } from '@/components/ui/link'
import { TableFileForm } from '@/components/ui/table-file-form'
import { BYTES_MAX, ROWS_MAX } from '@/lib/onboarding/import-constants'

/** Takes a table of customers, and leads to what is in it. */
export function CheckForm({ template }: { template: { name: string; href: string } }) {
  const router = useRouter()
  return (
    <TableFileForm<{ importId: string }>
      label="Import customers"
      draft="import"
      address="/api/onboarding/upload"
      title="Customers"
      description="One customer in each row. Nothing is sent to Cloudflare before you start the import."
      actions={
        <ButtonLink href={template.href} download={template.name} variant="secondary" size="sm">
          Download template
        </ButtonLink>
      }
      hint={`At most ${ROWS_MAX.toLocaleString('en')} customers and ${BYTES_MAX / 1024 / 1024} MB. Commas, semicolons or tabs, in UTF-8 or UTF-16.`}
      unanswered="Nothing was sent to Cloudflare."
      onChecked={({ importId }, forget) => {
        forget()
        router.push(`/onboarding/import?check=${importId}`)
      }}
    />
  )
}
