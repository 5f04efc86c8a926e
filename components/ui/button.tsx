import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx'

// Kumo's Button brings its tooltip and positioning along (48 kB gzip); a button that is only markup needs none of it.
export type Look = {
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-quiet'
  size?: 'sm' | 'base'
  /** An icon element in front of the text, or the whole content of a `square` button. */
  icon?: ReactNode
  /** For a button with an icon and an aria-label only. */
  square?: boolean
}

const VARIANTS = {
  primary: 'bg-kumo-brand text-white shadow-xs hover:bg-kumo-brand-hover',
  secondary: 'bg-kumo-base text-kumo-default shadow-xs ring ring-kumo-line hover:bg-kumo-tint',
  ghost: 'text-kumo-default hover:bg-kumo-tint',
  danger: 'bg-kumo-badge-red text-white shadow-xs hover:brightness-90',
  'danger-quiet': 'bg-kumo-base text-kumo-danger shadow-xs ring ring-kumo-line hover:bg-kumo-danger-tint',
}

/** The classes of a button, for what is not one. */
export function look({ variant = 'secondary', size = 'base', square }: Look): string {
  return cx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 font-medium whitespace-nowrap select-none',
    'disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed',
    size === 'base' ? 'h-9 rounded-lg text-base' : 'h-8 rounded-md text-sm',
    square ? (size === 'base' ? 'w-9' : 'w-8') : size === 'base' ? 'px-3' : 'px-2.5',
    VARIANTS[variant],
  )
}

/** A button; `type` is `button` unless said otherwise. */
export function Button({
  variant,
  size,
  icon,
  square,
  className,
  children,
  type = 'button',
  ...rest
}: Look & ComponentProps<'button'>) {
  return (
    <button type={type} className={cx(look({ variant, size, square }), className)} {...rest}>
      {icon}
      {children}
    </button>
  )
}
