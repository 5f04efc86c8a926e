import { DownloadSimpleIcon } from '@phosphor-icons/react/dist/ssr/DownloadSimple'
import { ExportButton } from '@/components/ui/export-button'
import { hrefWith, TENANT } from '@/components/ui/href'
import { setFilters, type ActivityFilter } from '@/lib/audit/schema'

const PATH = '/api/activity/export'

/** The CSV of what is filtered: of the chosen tenant, or of one account, whatever tenant is chosen. */
export function ExportActivity({ filter, accountId }: { filter: ActivityFilter; accountId?: string }) {
  const query = setFilters(filter)
  return (
    <ExportButton
      href={accountId ? `${hrefWith(PATH, query, { account: accountId })}&${TENANT}=` : hrefWith(PATH, query)}
      icon={<DownloadSimpleIcon size={16} aria-hidden="true" />}
    >
      Export CSV
    </ExportButton>
  )
}
