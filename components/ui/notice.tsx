import { Banner } from '@cloudflare/kumo/components/banner'
import { CheckCircleIcon } from '@phosphor-icons/react/dist/ssr/CheckCircle'
import { InfoIcon } from '@phosphor-icons/react/dist/ssr/Info'
import { WarningIcon } from '@phosphor-icons/react/dist/ssr/Warning'
import { WarningCircleIcon } from '@phosphor-icons/react/dist/ssr/WarningCircle'
import type { ReactNode } from 'react'
import { cx } from './cx'

type Tone = 'info' | 'success' | 'warning' | 'danger'

const TONES = {
  info: { variant: 'default', colors: undefined, Icon: InfoIcon },
  // Kumo has no banner for it.
  success: { variant: 'default', colors: 'bg-kumo-success-tint text-kumo-success', Icon: CheckCircleIcon },
  warning: { variant: 'alert', colors: undefined, Icon: WarningIcon },
  danger: { variant: 'error', colors: undefined, Icon: WarningCircleIcon },
} as const

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
  const { variant, colors, Icon } = TONES[tone]
  return (
    <Banner
      variant={variant}
      role={role}
      icon={<Icon size={20} weight="fill" aria-hidden="true" className="fill-current" />}
      className={colors}
    >
      <div className="min-w-0 flex-1 wrap-anywhere">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cx('text-kumo-default', title && 'mt-0.5')}>{children}</div>}
        {actions && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </Banner>
  )
}
