'use client'
import { Input as KumoInput, inputVariants } from '@cloudflare/kumo/components/input'
import { Label } from '@cloudflare/kumo/components/label'
import { cn } from '@cloudflare/kumo/utils'
import { CaretDownIcon } from '@phosphor-icons/react/dist/ssr/CaretDown'
import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx'

/** What Kumo's own line is too faint for: a field is to be made out at 3:1, and its focus, and what is at fault in it. */
export const FIELD =
  'ring-kumo-contrast/45 hover:not-disabled:ring-kumo-contrast/70 aria-invalid:ring-kumo-danger focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-kumo-brand focus-visible:outline-solid disabled:cursor-not-allowed disabled:bg-kumo-recessed disabled:text-kumo-subtle'

/** The label of the control with that id, which is `aria-labelledby` what `labelId` gives: Kumo's Input wants to be told. */
export function FieldLabel({
  of,
  className,
  children,
}: {
  of: string
  className?: string
  children: ReactNode
}) {
  return (
    <Label htmlFor={of} className={className}>
      <span id={labelId(of)}>{children}</span>
    </Label>
  )
}

export const labelId = (id: string) => `${id}-label`

/** Kumo's, over the whole width. Its name is `aria-label` or `aria-labelledby`. */
export function Input({ className, ...rest }: ComponentProps<typeof KumoInput> & { className?: string }) {
  return <KumoInput {...rest} className={cx('w-full', FIELD, className)} />
}

/** An input to search with. */
export function SearchInput({ className, ...rest }: ComponentProps<typeof Input> & { className?: string }) {
  return (
    <span className="relative block min-w-0 flex-1">
      <MagnifyingGlassIcon
        size={16}
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-kumo-subtle"
      />
      <Input
        {...rest}
        type="search"
        autoComplete="off"
        spellCheck={false}
        className={cx('pl-9', className)}
      />
    </span>
  )
}

/** The browser's own select, drawn as an input; give it `<option>` and `<optgroup>`. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return (
    <span className="relative block">
      <select
        {...rest}
        className={cn(inputVariants(), FIELD, 'w-full appearance-none truncate pr-9', className)}
      />
      <CaretDownIcon
        size={14}
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-kumo-subtle"
      />
    </span>
  )
}
