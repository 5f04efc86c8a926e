import { CheckCircleIcon } from '@phosphor-icons/react/dist/ssr/CheckCircle'
import { InfoIcon } from '@phosphor-icons/react/dist/ssr/Info'
import { WarningIcon } from '@phosphor-icons/react/dist/ssr/Warning'
import { WarningCircleIcon } from '@phosphor-icons/react/dist/ssr/WarningCircle'
import type { ReactNode } from 'react'
import { cx } from './cx'

export type Tone = 'info' | 'success' | 'warning' | 'danger'

const TONES = {
  info: { box: 'bg-kumo-info-tint ring-kumo-info/30', icon: 'text-kumo-info', Icon: InfoIcon },
  success: {
    box: 'bg-kumo-success-tint ring-kumo-success/30',
    icon: 'text-kumo-success',
    Icon: CheckCircleIcon,
  },
  warning: { box: 'bg-kumo-warning-tint ring-kumo-warning/40', icon: 'text-kumo-warning', Icon: WarningIcon },
  danger: {
    box: 'bg-kumo-danger-tint ring-kumo-danger/40',
    icon: 'text-kumo-danger',
    Icon: WarningCircleIcon,
  },
}

/** A message within a page. Announced only where the caller says so with `role`. */
export function Notice({
  tone = 'info',
  title,
  actions,
  role,
  children,
}: {
  tone?: Tone
  title?: string
  actions?: ReactNode
  role?: 'alert' | 'status'
  children?: ReactNode
}) {
  const { box, icon, Icon } = TONES[tone]
  return (
    <div role={role} className={cx('flex gap-3 rounded-lg px-4 py-3 ring', box)}>
      <Icon size={20} weight="fill" aria-hidden="true" className={cx('mt-px shrink-0', icon)} />
      <div className="min-w-0 flex-1 wrap-anywhere">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cx(title && 'mt-0.5')}>{children}</div>}
        {actions && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
