import type { ReactNode } from 'react'
import { Link } from '@/components/ui/link'
import { Skeleton } from '@/components/ui/skeleton'
import type { OverviewCounts } from '@/lib/accounts/schema'

/** How much there is, as far as it can be told for little. */
export function Counts({ counts: { units, accounts } }: { counts: OverviewCounts }) {
  return (
    <Frame>
      <Count label="Managed Accounts" href="/accounts">
        {accounts === null ? '—' : accounts.toLocaleString('en')}
      </Count>
      <Count label={units === 1 ? 'Tenant Unit' : 'Tenant Units'} href="/tenants">
        {units === null ? '—' : units.toLocaleString('en')}
      </Count>
    </Frame>
  )
}

export function CountsSkeleton() {
  const bar = <Skeleton className="my-2 w-10" />
  return (
    <Frame>
      <Count label="Managed Accounts">{bar}</Count>
      <Count label="Tenant Units">{bar}</Count>
    </Frame>
  )
}

function Frame({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-2 gap-4 sm:flex">{children}</dl>
}

function Count({ label, href, children }: { label: string; href?: string; children: ReactNode }) {
  return (
    <div className="relative rounded-xl sm:min-w-44 bg-kumo-base px-5 py-4 shadow-xs ring ring-kumo-line has-[a:hover]:bg-kumo-tint">
      <dt className="text-sm text-kumo-subtle">
        {href ? (
          <Link href={href} className="rounded-xs after:absolute after:inset-0 hover:underline">
            {label}
          </Link>
        ) : (
          label
        )}
      </dt>
      <dd className="mt-0.5 text-2xl font-semibold tabular-nums">{children}</dd>
    </div>
  )
}
