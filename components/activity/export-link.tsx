import { DownloadSimpleIcon } from '@phosphor-icons/react/dist/ssr/DownloadSimple'
import { ButtonLink } from '@/components/ui/button-link'
import { hrefWith } from '@/components/ui/href'
import { setFilters, type ActivityFilter } from '@/lib/audit/schema'

/** The CSV of what is filtered. `download` keeps the router's hands off: it would ask twice, and each time is an act. */
export function ExportLink({ filter }: { filter: ActivityFilter }) {
  return (
    <ButtonLink
      href={hrefWith('/api/activity/export', setFilters(filter))}
      download
      icon={<DownloadSimpleIcon size={16} aria-hidden="true" />}
    >
      Export CSV
    </ButtonLink>
  )
}
