import { Link } from '@/components/ui/link'
import { Mark } from './mark'

/** Name and mark; leads to the overview. */
export function Brand() {
  return (
    <Link href="/" className="inline-flex items-center gap-2 rounded-md font-semibold tracking-tight">
      <Mark />
      Tenantdesk
    </Link>
  )
}
