import { DownloadSimpleIcon } from '@phosphor-icons/react/dist/ssr/DownloadSimple'
import { ButtonLink } from '@/components/ui/button-link'
import { hrefWith, TENANT } from '@/components/ui/href'
import { setFilters, type ActivityFilter } from '@/lib/audit/schema'

const PATH = '/api/activity/export'

/**
 * The CSV of what is filtered: of the chosen tenant, or of one account, whatever tenant is chosen. `download` keeps the
 * router's hands off: it would ask twice, and each time is an act.
 */
export function ExportLink({ filter, accountId }: { filter: ActivityFilter; accountId?: string }) {
  const query = setFilters(filter)
  return (
    <ButtonLink
      href={accountId ? `${hrefWith(PATH, query, { account: accountId })}&${TENANT}=` : hrefWith(PATH, query)}
      download
      icon={<DownloadSimpleIcon size={16} aria-hidden="true" />}
    >
      Export CSV
    </ButtonLink>
  )
}
