import { BuildingsIcon } from '@phosphor-icons/react/dist/ssr/Buildings'
import { ClockCounterClockwiseIcon } from '@phosphor-icons/react/dist/ssr/ClockCounterClockwise'
import { FileTextIcon } from '@phosphor-icons/react/dist/ssr/FileText'
import { GlobeIcon } from '@phosphor-icons/react/dist/ssr/Globe'
import { KeyIcon } from '@phosphor-icons/react/dist/ssr/Key'
import { StackIcon } from '@phosphor-icons/react/dist/ssr/Stack'
import { UserIcon } from '@phosphor-icons/react/dist/ssr/User'
import { UsersIcon } from '@phosphor-icons/react/dist/ssr/Users'
import { StatusBadge } from '@/components/ui/status-badge'
import type { FindKind, FindResult } from '@/lib/find/schema'
import { Marked } from './marked'

const ICONS: Record<FindKind, typeof StackIcon> = {
  account: StackIcon,
  zone: GlobeIcon,
  member: UserIcon,
  token: KeyIcon,
  unit: BuildingsIcon,
  activity: ClockCounterClockwiseIcon,
  person: UsersIcon,
  page: FileTextIcon,
}

/** What was found, whose it is, and why. */
export function ResultRow({ result }: { result: FindResult }) {
  const { kind, title, titleMarks, why, whyMarks, accountName, goneAt } = result
  const Icon = ICONS[kind]
  return (
    <span className="flex min-w-0 flex-1 items-start gap-3">
      <Icon size={18} aria-hidden="true" className="mt-0.5 shrink-0 text-kumo-subtle" />
      <span className="min-w-0 flex-1">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2">
          <span className="min-w-0 font-medium wrap-anywhere">
            <Marked text={title} marks={titleMarks} />
          </span>
          {goneAt && <StatusBadge tone="danger">Deleted</StatusBadge>}
        </span>
        <span className="block text-sm wrap-anywhere text-kumo-subtle">
          {accountName !== null && (
            <>
              <bdi>{accountName}</bdi>
              {' · '}
            </>
          )}
          <Marked text={why} marks={whyMarks} />
        </span>
      </span>
    </span>
  )
}
