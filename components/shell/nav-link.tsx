'use client'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { Link } from '@/components/ui/link'
import { PendingInPlace } from '@/components/ui/link-pending'

export function NavLink({ href, icon, children }: { href: string; icon: ReactNode; children: ReactNode }) {
  const pathname = usePathname()
  const current = pathname === href || (href !== '/' && pathname.startsWith(`${href}/`))
  return (
    <Link
      href={href}
      aria-current={current ? 'page' : undefined}
      className="flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-kumo-default hover:bg-kumo-tint focus-visible:-outline-offset-2 aria-[current]:bg-kumo-fill aria-[current]:font-medium"
    >
      <PendingInPlace size={16}>{icon}</PendingInPlace>
      {children}
    </Link>
  )
}
