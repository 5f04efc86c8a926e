import { Text } from '@cloudflare/kumo/components/text'
import type { ReactNode } from 'react'

/** What to say where there is nothing to show: what would be here, and how to get it. */
export function EmptyState({
  icon,
  title,
  heading = 'p',
  children,
  actions,
}: {
  /** A phosphor icon element; drawn at 28 px. */
  icon?: ReactNode
  title: string
  /** `h1` where this is all that the page is. */
  heading?: 'p' | 'h1' | 'h2'
  children?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center text-balance">
      {icon && (
        <div aria-hidden="true" className="mb-3 text-kumo-subtle [&>svg]:size-7">
          {icon}
        </div>
      )}
      <Text variant="heading" as={heading} DANGEROUS_className="wrap-anywhere">
        {title}
      </Text>
      {children && <div className="mt-1 max-w-md text-kumo-subtle">{children}</div>}
      {actions && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
