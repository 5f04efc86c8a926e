import { CheckCircleIcon } from '@phosphor-icons/react/dist/ssr/CheckCircle'
import { InfoIcon } from '@phosphor-icons/react/dist/ssr/Info'
import { WarningIcon } from '@phosphor-icons/react/dist/ssr/Warning'
import { WarningCircleIcon } from '@phosphor-icons/react/dist/ssr/WarningCircle'
import { Card } from '@/components/ui/card'
import { cx } from '@/components/ui/cx'
import { TextLink } from '@/components/ui/text-link'
import { concernsOf, uncheckedOf, type Concern, type Glance } from './attention'

export const ATTENTION = 'Needs attention'

/** What needs attention in an account, each leading to where it is put right, and what could not be checked. */
export function AttentionCard({ path, glance }: { path: string; glance: Glance }) {
  const concerns = concernsOf(glance)
  const unchecked = uncheckedOf(glance)
  return (
    <Card title={ATTENTION}>
      <ul className="-my-1 space-y-2">
        {concerns.map(({ tone, text, tab }) => (
          <Line key={text} tone={tone}>
            <TextLink href={`${path}${tab}`}>
              <bdi>{text}</bdi>
            </TextLink>
          </Line>
        ))}
        {unchecked.length > 0 && (
          <Line tone="warning">
            Could not be checked: {new Intl.ListFormat('en', { type: 'conjunction' }).format(unchecked)}.
          </Line>
        )}
        {concerns.length === 0 && unchecked.length === 0 && <Line tone="fine">Nothing needs attention.</Line>}
      </ul>
    </Card>
  )
}

const ICONS = {
  danger: { Icon: WarningCircleIcon, look: 'text-kumo-danger' },
  warning: { Icon: WarningIcon, look: 'text-kumo-warning' },
  info: { Icon: InfoIcon, look: 'text-kumo-info' },
  fine: { Icon: CheckCircleIcon, look: 'text-kumo-success' },
}

function Line({ tone, children }: { tone: Concern['tone'] | 'fine'; children: React.ReactNode }) {
  const { Icon, look } = ICONS[tone]
  return (
    <li className="flex gap-2.5">
      <Icon size={18} weight="fill" aria-hidden="true" className={cx('mt-0.5 shrink-0', look)} />
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </li>
  )
}
